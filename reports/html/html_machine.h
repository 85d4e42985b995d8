// SPDX-License-Identifier: MIT
#pragma once
// What is known of a machine, as a list of facts.
#include "framework/machine/machine.h"

void html_machine_facts(GString *out, const struct machine *machine);
