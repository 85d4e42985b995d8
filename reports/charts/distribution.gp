# SPDX-License-Identifier: MIT
# The distribution of a case, of each arm its density above a line and its samples below.
# Words: 1 finding, 2 what it is about, 3 the axis, 4 what is beyond, then the names of the arms.
# $density: value, density over the highest; $points: value, row, whether it was disturbed; two
# empty lines between the arms. Arm i is on the line y = -2.1 (i - 1).
ground(i) = -2.1 * (i - 1)
set xlabel said(3) noenhanced
set bmargin at screen 100.0 / pixels_high
set border 1
set xrange [x_low:x_high]
set yrange [ground(arms) - 0.95:1.1]
unset ytics
set grid xtics noytics
do for [i = 1:arms] {
  set label 10 + i said(4 + i) at graph 0, first ground(i) + 0.5 right offset -1, 0 noenhanced
  set label 20 + i "density" at graph 0, first ground(i) + 0.2 right offset -1, 0 \
    textcolor rgb colour_quiet
  set label 30 + i "processes" at graph 0, first ground(i) - 0.45 right offset -1, 0 \
    textcolor rgb colour_quiet
  set arrow 10 + i from graph 0, first ground(i) to graph 1, first ground(i) nohead \
    lc rgb colour_quiet
}
set label 5 said(4) at screen plot_right, screen 18.0 / pixels_high right noenhanced \
  textcolor rgb colour_quiet
key_y = 18.0 / pixels_high
key_x(column) = plot_left + column * 8.0 / pixels_wide
set arrow 30 from screen key_x(0), screen key_y - 6 / pixels_high to screen key_x(0), \
  screen key_y + 8 / pixels_high nohead lw 2 lc rgb colour_text
set label 40 "median and its 95% interval" at screen key_x(0), screen key_y left offset gap, 0
set label 41 "disturbed" at screen key_x(34), screen key_y left offset gap, 0
set label 42 "" at screen key_x(34), screen key_y point pt 2 ps 0.8 * sign lc rgb colour_disturbed
do for [i = 1:arms] {
  set object i rectangle from ci_low[i], first ground(i) to ci_high[i], first ground(i) + 1.05 \
    fillcolor rgb colour_text fillstyle transparent solid 0.15 noborder
  set arrow 20 + i from median[i], first ground(i) - 0.9 to median[i], first ground(i) + 1.05 nohead \
    lw 2 lc rgb colour_text front
}
unset key
plot for [i = 1:arms] $density index i - 1 using 1:(ground(i)):(ground(i) + $2) with filledcurves \
    fillcolor rgb arm_colours[i] fillstyle transparent solid 0.45 noborder, \
  for [i = 1:arms] $density index i - 1 using 1:(ground(i) + $2) with lines lw 1.5 \
    lc rgb arm_colours[i], \
  for [i = 1:arms] $points index i - 1 using ($3 > 0 ? NaN : $1):(ground(i) - 0.05 - 0.85 * $2) \
    with points pt 7 ps 0.35 * sign lc rgb arm_colours[i], \
  for [i = 1:arms] $points index i - 1 using ($3 > 0 ? $1 : NaN):(ground(i) - 0.05 - 0.85 * $2) \
    with points pt 2 ps 0.6 * sign lc rgb colour_disturbed
