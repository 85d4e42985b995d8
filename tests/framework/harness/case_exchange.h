// SPDX-License-Identifier: MIT
#pragma once
// Exchanges about one case of the suite "bodies", with what the replies are expected to be.
#include "tests/framework/harness/exchange.h"

extern const char *const suite; // the program "bodies"

/** Opens the case and sends the requests; the replies begin at lines[2]. Asserts a clean exit. */
struct exchange *with_case(const char *name, const char *requests);

/** Expects that the line is there and begins so. */
void expect_prefix(const char *line, const char *prefix);

/** Opens the case, sends one request, and expects a single reply that begins so. */
void expect_reply(const char *name, const char *requests, const char *reply);
