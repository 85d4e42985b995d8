// SPDX-License-Identifier: MIT
#pragma once
// The name that a symbol has in the source.

/**
 * Of a function or a variable: `bench_body_a_b` for that symbol, for `_ZL14bench_body_a_bP5bench`
 * and for a compiler's clone of it, `bench_body_a_b.isra.0`. NULL for parts of a function (`.cold`,
 * `.part.0`) and for what is not defined by name in a namespace (templates, operators). To free.
 */
char *plain_name(const char *symbol);
