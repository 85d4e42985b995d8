# SPDX-License-Identifier: MIT
# Alternatives of a group, a row each, first on top: the paired ratio to the baseline, which is the
# line at 1, with its interval, and the ratio of the best times.
# Words: 1 finding, 2 what it is about, 3 the axis, then name and note of each row.
# $rows: row, ratio, interval's ends, best, colour, shape.
name(row) = said(2 + 2 * int(row))
note(row) = said(3 + 2 * int(row))
set xlabel said(3) noenhanced
set bmargin at screen 100.0 / pixels_high
set border 1
set xrange [x_low:x_high]
set yrange [rows + 0.6:0.4]
if (is_log) set logscale x
set ytics noenhanced scale 0 offset 0.5, 0
unset mytics
set grid xtics noytics
set arrow 1 from 1, graph 0 to 1, graph 1 nohead dt 2 lw 1.5 lc rgb colour_quiet back
# The key, drawn by hand: gnuplot's own breaks into two rows where the plot is narrow.
unset key
key_x(pixels) = plot_left + pixels / pixels_wide
key_y = 18.0 / pixels_high
set label 3 "time" at screen key_x(8.0), screen key_y left offset gap, 0
set label 6 "" at screen key_x(8.0), screen key_y point ps 1.5 * sign pt 7 lc rgb colour_quiet
set arrow 2 from screen key_x(100.0), screen key_y to screen key_x(124.0), screen key_y \
  heads size screen 0.006, 90 fixed lw 1.5 lc rgb colour_text
set label 4 "its interval" at screen key_x(124.0), screen key_y left offset gap, 0
set label 5 "best" at screen key_x(270.0), screen key_y left offset gap, 0
set label 7 "" at screen key_x(270.0), screen key_y point ps 0.9 * sign pt 8 lw 1.2 lc rgb colour_text
plot \
  $rows using 2:1:(1 - $2):(0):6 with vectors nohead lw 4 lc rgb variable, \
  $rows using 2:1:7:6 with points ps 1.5 * sign pt variable lc rgb variable, \
  $rows using 3:1:($4 - $3):(0) with vectors heads size 0.006, 90 fixed lw 1.5 lc rgb colour_text, \
  $rows using 5:($1 + 0.3) with points ps 0.9 * sign pt 8 lw 1.2 lc rgb colour_text, \
  $rows using (is_text ? $2 : NaN):1:7:6 with points pt variable lc rgb variable, \
  $rows using (x_low):1:ytic(name($1)) with points pt -1 ps 0, \
  $rows using (x_high):1:(note($1)) with labels left noenhanced offset 1, 0
