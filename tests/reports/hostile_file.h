// SPDX-License-Identifier: MIT
#pragma once
// Result files in which every text attacks who reads a report.
#include "framework/result/run.h"

/** What is put in front of texts, ended by NULL: for a terminal, a log, a page, a table, a parser.
 */
extern const char *const hostile_payloads[];

/**
 * The file of a run, with a payload in front of every text in it that is no word of the format;
 * equal texts stay equal.
 */
char *hostile_file(const struct run *run, const char *payload);

/** Fills in every text that a result file can hold and the run lacks. */
void hostile_fill(struct run *run);
