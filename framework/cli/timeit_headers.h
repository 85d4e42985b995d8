// SPDX-License-Identifier: MIT
#pragma once
// The public headers as texts, which the build makes: those of this program, wherever it is.
extern const char template_bench_h[];
extern const char template_bench_macros_h[];
