// SPDX-License-Identifier: MIT
// In a separate archive, so that libbenchrun exports bench_* alone and a program may have its
// own main().
#include "framework/harness/registry.h"

int main(int argc, char **argv)
{
    return bench_main(argc, argv);
}
