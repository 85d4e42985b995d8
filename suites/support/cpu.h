// SPDX-License-Identifier: MIT
#pragma once
// What this CPU can do, for `.skip_unless`.
#include <stdbool.h>

/** AVX2 and the fused multiply-add that came with it. */
static inline bool has_avx2(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
    return false;
#endif
}

static inline bool has_avx512f(void)
{
#ifdef __x86_64__
    return __builtin_cpu_supports("avx512f");
#else
    return false;
#endif
}
