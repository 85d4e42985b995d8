# SPDX-License-Identifier: MIT
# Time over argument, a line for each alternative: through its points, or dashed the curve fitted to
# them.
# Words: 1 finding, 2 what it is about, 3 the argument, then the names of the lines.
# $points: argument, median, interval's ends; two empty lines between the lines.
# $curves: argument and time of the lines, in the same order.
set xlabel said(3) noenhanced
set ylabel "median time per iteration"
if (is_log) set logscale x
set logscale y
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set key at screen plot_right + 12.0 / pixels_wide, graph 1 left top Left reverse noenhanced samplen 2 spacing 1.3
plot for [i = 1:lines] $curves index i - 1 using 1:2 with lines lt colours[i] \
  lw 2 - 0.8 * is_fitted[i] dt 1 + is_fitted[i] notitle, \
  for [i = 1:lines] $points index i - 1 using 1:2:3:4 with yerrorbars lt colours[i] ps 1.2 * sign \
  title said(i + 3) noenhanced
