# SPDX-License-Identifier: MIT
# Latencies over the share of iterations that took no longer; the axis is log in how rare a longer one
# is. A line for each case; of two builds base and head in turn, base dashed.
# Words: 1 finding, 2 what it is about, then the names of the lines.
# $points: one of how many takes longer, ns; two empty lines between the lines.
set xlabel "share of iterations that took no longer"
set ylabel "time of an iteration or request"
set logscale xy
set xrange [x_low:x_high]
set yrange [y_low:y_high]
set key at screen plot_right + 12.0 / pixels_wide, graph 1 left top Left reverse noenhanced samplen 2 spacing 1.3
plot for [i = 1:lines] $points index i - 1 using 1:2 with lines lt colours[i] dt dashes[i] lw 2 \
  title said(i + 2) noenhanced
