# SPDX-License-Identifier: MIT
# Throughput over the number of threads, a line for each alternative; dotted what it would be if each
# thread did as much as one alone.
# Words: 1 finding, 2 what it is about, 3 the y axis, then the names of the lines.
# $points: threads, throughput at the median and at its interval's ends; two empty lines between the
# lines. $ideals: the ends of the dotted lines, in the same order.
set xlabel "threads"
set ylabel said(3) noenhanced
set xtics 1
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set key at screen plot_right + 12.0 / pixels_wide, graph 1 left top Left reverse noenhanced samplen 2 spacing 1.3
plot for [i = 1:lines] $ideals index i - 1 using 1:2 with lines lt colours[i] dt 3 lw 1.5 notitle, \
  for [i = 1:lines] $points index i - 1 using 1:2:3:4 with yerrorlines lt colours[i] ps 1.2 * sign \
  title said(i + 3) noenhanced
