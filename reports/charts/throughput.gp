# SPDX-License-Identifier: MIT
# Throughput over size, a line for each alternative; the caches of the machine are marked.
# Words: 1 finding, 2 what it is about, 3 and 4 the axes, then the names of the lines and of the caches.
# $points: bytes per iteration, throughput at the median and at its interval's ends; two empty lines
# between the lines. cache_bytes[]: where the marks are.
set xlabel said(3) noenhanced
set ylabel said(4) noenhanced
set logscale x
if (is_log) set logscale y
set xrange [x_low:x_high]
set yrange [y_low:y_high]
do for [i = 1:caches] {
  set arrow 10 + i from cache_bytes[i], graph 0 to cache_bytes[i], graph 1 nohead dt 2 lw 1.5 \
    lc rgb colour_quiet back
  set label 10 + i said(i + 4 + lines) at cache_bytes[i], graph 1 center noenhanced offset 0, 0.6 \
    textcolor rgb colour_quiet
}
set key at screen plot_right + 12.0 / pixels_wide, graph 1 left top Left reverse noenhanced samplen 2 spacing 1.3
plot for [i = 1:lines] $points index i - 1 using 1:2:3:4 with yerrorlines lt colours[i] ps 1.2 * sign \
  title said(i + 4) noenhanced
