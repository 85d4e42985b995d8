#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
# What a release is: the tarball of `meson dist`, and what docs/install.md says to put into other projects.
load ../cli/helpers
load tree
: "${clone:=}" # of clone_tree

# A clone of the tree, and the tarball that it makes.
setup_file() {
    clone_tree
    meson setup "$BATS_FILE_TMPDIR/build" "$clone" -Dhost=disabled >/dev/null
    # Builds what it has packed, without the program.
    meson dist -C "$BATS_FILE_TMPDIR/build" --formats gztar >"$BATS_FILE_TMPDIR/dist.txt" 2>&1 ||
        { tail -n 30 "$BATS_FILE_TMPDIR/dist.txt"; return 1; }
    tarball=$(echo "$BATS_FILE_TMPDIR"/build/meson-dist/benchrun-*.tar.gz)
    export tarball
}

# A block of docs/install.md, from the line that begins with these words: "[wrap-git]".
block_of() {
    awk -v begin="$1" '
        index($0, "    " begin) == 1 { is_in = 1 }
        is_in && !/^    / && NF > 0 { exit }
        is_in { sub(/^    /, ""); print }' "$SOURCE/docs/install.md"
}

@test "dist: the tarball has every file of the tree and its name the version" {
    [ "$(basename "$tarball")" = "benchrun-$(sed -n "s/^  version: '\(.*\)',/\1/p" "$SOURCE/meson.build").tar.gz" ]
    diff <(tar -tzf "$tarball" | sed 's,^[^/]*/,,' | grep -v -e '/$' -e '^$' | sort) \
        <(git -C "$clone" ls-files | sort)
    (cd "${tarball%/*}" && sha256sum --check --status ./*.sha256sum)
}

@test "dist: benchrun builds from the tarball, and passes tests" {
    tar -xzf "$tarball"
    cd benchrun-*
    meson setup build -Dtests=enabled >../setup.txt || fail "$(cat ../setup.txt)"
    meson test -C build cli_list journal quantile suites_agree >../test.txt || fail "$(cat ../test.txt)"
    grep -qE '^Ok: +4 *$' ../test.txt
}

@test "dist: a project gets the library by a wrap file" {
    cp -r "$SOURCE/tests/install/parent" parent
    cp "$SOURCE/tests/install/suite.c" parent/
    mkdir parent/subprojects
    block_of '[wrap-git]' | sed -e "s,^url = .*,url = file://$clone," -e 's,^revision = .*,revision = HEAD,' \
        >parent/subprojects/benchrun.wrap
    grep -q '^url = file:' parent/subprojects/benchrun.wrap
    grep -q '^revision = HEAD' parent/subprojects/benchrun.wrap
    # No fallback is named: the wrap file says what it provides.
    sed -i "s/, fallback: 'benchrun'//" parent/meson.build
    env PKG_CONFIG_LIBDIR=/nowhere PKG_CONFIG_PATH= meson setup parent/build parent >setup.txt || fail "$(cat setup.txt)"
    ninja -C parent/build >build.txt
    [ "$(benchrun list parent/build/suite | wc -l)" -eq 4 ]
}
