// SPDX-License-Identifier: MIT
// code32: 32-bit code, which needs no library of that kind: built with -m32 -nostdlib -static.
void _start(void);

void _start(void)
{
    for (;;)
        ;
}
