# SPDX-License-Identifier: MIT
# What an iteration spends in each stage, stacked, a row for each case, first on top.
# Words: 1 finding, 2 what it is about, then the names of the stages, of what is in none, and of the rows.
# $parts: row, from, to, number of the stage.
set xlabel "time of an iteration"
set border 1
set xrange [0:x_high]
set yrange [rows + 0.6:0.4]
set ytics noenhanced scale 0 offset 0.5, 0
unset mytics
set grid xtics noytics
set style fill solid 1 noborder
set key at screen plot_right + 12.0 / pixels_wide, graph 1 left top Left reverse noenhanced samplen 2 spacing 1.3
half = 0.32
of(i) = column(4) == i ? column(1) : NaN
plot for [i = 1:stages] $parts using 2:(of(i)):2:3:(of(i) - half):(of(i) + half) with boxxyerror lt i \
  title said(i + 2) noenhanced, \
  $parts using 2:(of(stages + 1)):2:3:(of(stages + 1) - half):(of(stages + 1) + half) with boxxyerror \
  lc rgb colour_grid title (has_rest ? said(stages + 3) : "") noenhanced, \
  $parts using (0):1:ytic(said(stages + 3 + int(column(1)))) with points pt -1 ps 0 notitle
