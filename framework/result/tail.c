// SPDX-License-Identifier: MIT
#include "framework/result/tail.h"

GArray *tail_new(void)
{
    return g_array_new(FALSE, FALSE, sizeof(struct tail_point));
}
