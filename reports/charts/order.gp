# SPDX-License-Identifier: MIT
# The samples of a case in their order, with the median of each process.
# Words: 1 finding, 2 what it is about, 3 and 4 the axes, 5 what is beyond, then the names of the arms.
# $points: place, value, whether it was disturbed; $processes: first place, median, length; two empty
# lines between the arms.
set xlabel said(3) noenhanced
set ylabel said(4) noenhanced
set bmargin at screen 100.0 / pixels_high
set xrange [0:x_high]
set yrange [y_low:y_high]
set label 5 said(5) at screen plot_right, screen 18.0 / pixels_high right noenhanced \
  textcolor rgb colour_quiet
key_y = 18.0 / pixels_high
key_x(column) = plot_left + column * 8.0 / pixels_wide
array arm_shapes[2] = [arms == 1 ? 7 : 6, 7]
do for [i = 1:arms] {
  set label 10 + i said(5 + i) at screen key_x(11 * i - 11), screen key_y left offset gap, 0 noenhanced
  set label 20 + i "" at screen key_x(11 * i - 11), screen key_y point pt arm_shapes[i] ps 0.7 * sign \
    lc rgb arm_colours[i]
}
set label 41 "disturbed" at screen key_x(11 * arms), screen key_y left offset gap, 0
set label 42 "" at screen key_x(11 * arms), screen key_y point pt 2 ps 0.8 * sign lc rgb colour_disturbed
set label 43 "median of a process" at screen key_x(11 * arms + 15), screen key_y left offset gap, 0
set arrow 30 from screen key_x(11 * arms + 12.5), screen key_y to screen key_x(11 * arms + 15), \
  screen key_y nohead lw 2.5 lc rgb colour_text
unset key
plot for [i = 1:arms] $points index i - 1 using ($3 > 0 ? NaN : $1):2 \
    with points pt arm_shapes[i] ps 0.45 * sign lc rgb arm_colours[i], \
  for [i = 1:arms] $points index i - 1 using ($3 > 0 ? $1 : NaN):2 \
    with points pt 2 ps 0.7 * sign lc rgb colour_disturbed, \
  for [i = 1:arms] $processes index i - 1 using 1:2:3:(0) with vectors nohead lw 2.5 \
    lc rgb (arms == 1 ? colour_text : arm_colours[i])
