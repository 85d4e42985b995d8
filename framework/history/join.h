// SPDX-License-Identifier: MIT
#pragma once
// Adds what another history holds.
#include "framework/history/store.h"

/** Adds all runs of `from` that are not there yet, in one transaction, and counts them. */
bool history_join(struct history *into, struct history *from, struct history_added *added,
                  GError **error);
