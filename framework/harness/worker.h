// SPDX-License-Identifier: MIT
#pragma once
// Answers the host's requests, docs/protocol.md, until stdin ends or `quit`.

/** Returns the process's exit status. */
int worker_serve(void);
