// SPDX-License-Identifier: MIT
#include "framework/compare/thresholds.h"

struct thresholds thresholds_default(void)
{
    return (struct thresholds){
        .alpha = 0.01, .margin = 0.005, .same_within = 0.02, .margin_instructions = 0.01};
}
