# SPDX-License-Identifier: MIT
# A series over commits: points with their intervals, and where its level changed.
# Words: 1 finding, 2 what it is about, 3 and 4 the axes, then the commits at tic_at[], and the steps.
# $points: place, value, interval; of points with changes 1 at the end. $levels: from, to, value, if
# steps were looked for; $steps: places.
set xlabel said(3) noenhanced
set ylabel said(4) noenhanced
set bmargin at screen 130.0 / pixels_high
set xrange [0.5:x_high]
set yrange [y_low:y_high]
set xtics () rotate by -35 noenhanced
do for [i = 1:tics] { set xtics add (said(4 + i) tic_at[i]) }
do for [i = 1:steps] {
  set arrow 30 + i from step_at[i], graph 0 to step_at[i], graph 1 nohead dt 2 lw 1.2 lc rgb colour_text
  # Beside its line, where there is more room, and lower than that of the step before.
  height = 0.96 - 0.06 * ((i - 1) % 3)
  if (step_at[i] > 0.7 * x_high) {
    set label 30 + i said(4 + tics + i) at step_at[i], graph height right offset -gap, 0 noenhanced front
  } else {
    set label 30 + i said(4 + tics + i) at step_at[i], graph height left offset gap, 0 noenhanced front
  }
}
unset key
plot $points using 1:2 with lines lw 0.8 lc rgb colour_grid, \
  $points using 1:3:(0):($4 - $3) with vectors nohead lw 1.2 lc rgb colour_quiet, \
  $points using ($5 > 0 ? NaN : $1):2 with points pt 7 ps 0.6 * sign lc rgb colour_head, \
  $points using ($5 > 0 ? $1 : NaN):2 with points pt 6 ps 0.6 * sign lc rgb colour_head, \
  for [i = 1:levels] $levels every ::(i - 1)::(i - 1) using 1:3:($2 - $1):(0) with vectors nohead lw 2.5 lc rgb colour_text
