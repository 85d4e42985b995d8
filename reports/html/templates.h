// SPDX-License-Identifier: MIT
#pragma once
// The parts of the page, put into the program by scripts/embed_text so that it needs no files.

extern const char template_history_html[];
extern const char template_index_html[]; // the table of all cases
extern const char template_page_html[];
extern const char template_page_css[];
extern const char template_page_js[];

extern const char template_checkup_html[];
extern const char template_explanation_html[];

extern const char template_profile_html[];
extern const char template_profile_css[]; // after the page's
extern const char template_profile_js[];
