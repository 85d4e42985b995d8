// SPDX-License-Identifier: MIT
#pragma once
// What counts as a difference.

struct thresholds {
    double alpha;               // the share of false calls allowed; 0.01
    double margin;              // the smallest difference that is called; 0.005
    double same_within;         // the largest difference that counts as the same; 0.02
    double margin_instructions; // the smallest difference of instructions that is called; 0.01
};

/** The defaults of the command line. */
struct thresholds thresholds_default(void);
