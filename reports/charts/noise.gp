# SPDX-License-Identifier: MIT
# The empty loop over time.
# Words: 1 finding, 2 what it is about, 3 and 4 the axes, 5 what is beyond.
# $points: seconds, the least and the most ns of a stretch of samples.
set xlabel said(3) noenhanced
set ylabel said(4) noenhanced
set bmargin at screen 100.0 / pixels_high
set xrange [0:x_high]
set yrange [y_low:y_high]
set label 5 said(5) at screen plot_right, screen 18.0 / pixels_high right noenhanced \
  textcolor rgb colour_quiet
set arrow 30 from graph 0, first typical to graph 1, first typical nohead lw 1.5 lc rgb colour_text
unset key
plot $points using 1:2 with points pt 7 ps 0.4 * sign lc rgb colour_head, \
  $points using 1:3 with points pt 7 ps 0.4 * sign lc rgb colour_head
