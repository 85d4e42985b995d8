# SPDX-License-Identifier: MIT
# Two builds: the change of a case in each row with its interval, worst on top; what is within the
# margin is shaded.
# Words: 1 finding, 2 what it is about, 3 the axis, then name and note of each row.
# $rows: row, ratio, interval's ends, whether these are cut, colour, shape.
name(row) = said(2 + 2 * int(row))
note(row) = said(3 + 2 * int(row))
set xlabel said(3) noenhanced
set bmargin at screen 104.0 / pixels_high
set border 1
set logscale x
unset mxtics
set xrange [x_low:x_high]
set yrange [rows + 0.6:0.4]
set ytics noenhanced scale 0 offset 0.5, 0
unset mytics
set grid xtics noytics
if (!is_text) {
  set object 1 rectangle from margin_low, graph 0 to margin_high, graph 1 \
    fillcolor rgb colour_margin fillstyle solid noborder behind
}
set arrow 1 from 1, graph 0 to 1, graph 1 nohead dt 2 lw 1.5 lc rgb colour_quiet back
# The key, drawn by hand: gnuplot has none for colours that come with the data.
unset key
key_x(column) = plot_left + column * 8.0 / pixels_wide
key_y = 18.0 / pixels_high
do for [i = 1:4] {
  set label 10 + i word(verdicts, i) at screen key_x(13 * i - 13), screen key_y left offset gap, 0
  set label 20 + i "" at screen key_x(13 * i - 13), screen key_y \
    point ps 1.4 * sign pt verdict_shapes[i] lc rgb verdict_colours[i]
}
# What is cut ends in an arrow.
beyond = (x_high / x_low)**0.01
plot \
  $rows using 3:1:($4 - $3):(0):7 with vectors nohead lw 2 lc rgb variable, \
  $rows using ($5 > 0 ? NaN : $3):($1 - 0.16):(0):(0.32):7 with vectors nohead lw 2 lc rgb variable, \
  $rows using ($6 > 0 ? NaN : $4):($1 - 0.16):(0):(0.32):7 with vectors nohead lw 2 lc rgb variable, \
  $rows using ($5 > 0 ? $3 * beyond : NaN):1:($3 - $3 * beyond):(0):7 with vectors \
    head size graph 0.012, 25 fixed lw 2 lc rgb variable, \
  $rows using ($6 > 0 ? $4 / beyond : NaN):1:($4 - $4 / beyond):(0):7 with vectors \
    head size graph 0.012, 25 fixed lw 2 lc rgb variable, \
  $rows using 2:1:8:7 with points ps 1.4 * sign pt variable lc rgb variable, \
  $rows using (x_low):1:ytic(name($1)) with points pt -1 ps 0, \
  $rows using (x_high):1:(note($1)) with labels left noenhanced offset 1, 0
