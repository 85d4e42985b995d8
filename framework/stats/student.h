// SPDX-License-Identifier: MIT
#pragma once
// Student's t distribution.

/** P(T <= t) for `df` > 0 degrees of freedom, by the regularised incomplete beta function. */
double student_cdf(double t, double df);

/** The t with student_cdf(t, df) = p, for 0 < p < 1; good to about 1e-10 relative. */
double student_quantile(double p, double df);
