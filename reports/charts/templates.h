// SPDX-License-Identifier: MIT
#pragma once
// The commands of charts/*.gp, put into the program by scripts/embed_text so that it needs no
// files.

extern const char template_common[];
extern const char template_alternatives[];
extern const char template_arguments[];
extern const char template_break_even[];
extern const char template_comparison[];
extern const char template_distribution[];
extern const char template_history[];
extern const char template_latency[];
extern const char template_noise[];
extern const char template_order[];
extern const char template_stages[];
extern const char template_threads[];
extern const char template_throughput[];
