# SPDX-License-Identifier: MIT
# Time relative to the baseline over the argument, a line for each alternative: below 1 it pays.
# Words: 1 finding, 2 what it is about, 3 the argument, 4 the axis of the ratio, then the names.
# $points: argument, ratio, interval's ends; two empty lines between the lines.
set xlabel said(3) noenhanced
set ylabel said(4) noenhanced
if (is_log) set logscale x
if (is_log_ratio) set logscale y
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set arrow 1 from graph 0, first 1 to graph 1, first 1 nohead dt 2 lw 1.5 lc rgb colour_quiet back
set key at screen plot_right + 12.0 / pixels_wide, graph 1 left top Left reverse noenhanced samplen 2 spacing 1.3
plot for [i = 1:lines] $points index i - 1 using 1:2:3:4 with yerrorlines lt colours[i] ps 1.2 * sign \
  title said(i + 4) noenhanced
