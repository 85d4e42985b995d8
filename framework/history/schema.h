// SPDX-License-Identifier: MIT
#pragma once
// The tables of a history, as the steps that made them: a file of version n has had the first n.
// docs/history.md describes them.

/** SQL; ends with NULL. A step that was released is never changed: another is added. */
extern const char *const schema_steps[];

enum {
    SCHEMA_VERSION = 6,             // the number of steps
    SCHEMA_APPLICATION = 0x62726e68 // "brnh"; other files of SQLite have another number
};
