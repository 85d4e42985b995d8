// SPDX-License-Identifier: MIT
#include "framework/program/loop_code.h"

const struct loop_code *loop_code_find(unsigned machine)
{
    static const struct loop_code *const known[] = {&loop_code_x86_64, &loop_code_aarch64};
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (known[i]->machine == machine)
            return known[i];
    return NULL;
}
