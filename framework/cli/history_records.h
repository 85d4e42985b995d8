// SPDX-License-Identifier: MIT
#pragma once
// `--record`: what `run` and `compare` measure goes into the history.
#include "framework/cli/config.h"
#include "framework/cli/options.h"

/**
 * A part of a run (--shard, --engine) is not recorded: false and a message where the words of the
 * user ask for it; what `benchrun.ini` asks for is switched off.
 */
bool history_records_check(struct options *options, char *const *words);

/** Where --record is given, whether the history can be written, before anything is measured; an
 * exit code. */
int history_records_prepare(const struct options *options, const struct config *config);

/** Adds a run that is saved as `path`, if --record is given; an exit code. */
int history_records_add(const struct options *options, const struct config *config,
                        const struct run *run, const char *path);
