// SPDX-License-Identifier: MIT
#include "framework/program/syntax.h"

const struct syntax *syntax_find(unsigned machine)
{
    static const struct syntax *const known[] = {&syntax_x86_64, &syntax_aarch64};
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (known[i]->machine == machine)
            return known[i];
    return NULL;
}

bool starts_with_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (g_str_has_prefix(text, *words))
            return true;
    return false;
}

void shape_read(struct shape *shape, const struct image *image,
                const struct instruction *instruction)
{
    shape->n = 0;
    g_string_assign(shape->text, instruction->text);
    syntax_find(image_machine(image))->read_shape(shape, image, instruction);
}

bool instruction_may_refer(const struct instruction *instruction, const struct image *image)
{
    return instruction_is_branch(instruction) ||
           syntax_find(image_machine(image))->may_refer(instruction, image);
}
