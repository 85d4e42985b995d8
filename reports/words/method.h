// SPDX-License-Identifier: MIT
#pragma once
// How a run was measured, in plain words, for readers who were not there.
#include "framework/result/run.h"

/** Sentences or short paragraphs (char *), printable; g_ptr_array_unref() frees them. */
GPtrArray *method_sentences(const struct run *run);
