// SPDX-License-Identifier: MIT
#include "framework/program/instruction.h"

bool instruction_falls_through(const struct instruction *instruction)
{
    // A call at the end of a function is to one that does not return.
    return instruction->kind == INSTRUCTION_PLAIN || instruction->kind == INSTRUCTION_PADDING ||
           instruction->kind == INSTRUCTION_BRANCH;
}

bool instruction_is_call(const struct instruction *instruction)
{
    return instruction->kind == INSTRUCTION_CALL || instruction->kind == INSTRUCTION_INDIRECT_CALL;
}

bool instruction_is_branch(const struct instruction *instruction)
{
    return instruction->kind == INSTRUCTION_CALL || instruction->kind == INSTRUCTION_BRANCH ||
           instruction->kind == INSTRUCTION_JUMP;
}

void shape_refer(struct shape *shape, struct reference reference)
{
    if (shape->n < MOST_REFERENCES)
        shape->references[shape->n++] = reference;
}
