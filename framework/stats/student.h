// SPDX-License-Identifier: MIT
#pragma once
// Student's t distribution.

/** P(T <= t) for `df` > 0 degrees of freedom, by the regularised incomplete beta function. */
double student_cdf(double t, double df);

/**
 * The t with student_cdf(t, df) = p; good to about 1e-10 relative. Minus and plus infinity for a p
 * of 0 and 1; NAN unless p is from 0 to 1 and df is above 0.
 */
double student_quantile(double p, double df);
