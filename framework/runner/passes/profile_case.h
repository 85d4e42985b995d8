// SPDX-License-Identifier: MIT
#pragma once
// Profiles the timed region of a case: set-up, calibration and harness are not seen.
#include "framework/profile/sampler.h"
#include "framework/runner/plan.h"

#define PROFILE_MOST_UNSAMPLED_S 30.0 // where nothing else is said

struct profile_case_options {
    struct sampler_options sampler;
    unsigned least_samples;  // that count; where no time is given
    double time_s;           // to measure for; NAN: until there are as many samples
    double most_unsampled_s; // that may pass without a sample that counts; 0: as above
    bool with_spans;         // of one sample more, if it has any
};

/**
 * Adds the metric `time` and its pass to the profile. False and an error where the case or
 * sampling failed; what the case said is then in the arm's result, too.
 */
bool profile_case(struct arm *arm, const struct profile_case_options *options,
                  struct profile *profile, GError **error);
