// SPDX-License-Identifier: MIT
#pragma once
// One loop in C with and without the compiler's vectoriser, whatever the level of the build. gcc
// takes that as an attribute of the function. clang has no such attribute and vectorises from -O2
// on; it takes a pragma in front of the loop. So a function says both:
//
//     VECTOR_CODE void twice(const float *restrict x, float *restrict y, size_t n)
//     {
//         VECTOR_LOOP
//         for (size_t i = 0; i < n; i++)
//             y[i] = 2 * x[i];
//     }

#ifdef __clang__
#define SCALAR_CODE
#define SCALAR_LOOP _Pragma("clang loop vectorize(disable) interleave(disable)")
#define VECTOR_CODE
#define VECTOR_LOOP _Pragma("clang loop vectorize(enable)")
#else
#define SCALAR_CODE __attribute__((optimize("no-tree-vectorize", "no-tree-slp-vectorize")))
#define SCALAR_LOOP
#define VECTOR_CODE __attribute__((optimize("O3")))
#define VECTOR_LOOP
#endif
