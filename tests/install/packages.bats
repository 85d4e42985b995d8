#!/usr/bin/env bats
# SPDX-License-Identifier: MIT
load ../cli/helpers

HERE=$BATS_TEST_DIRNAME

setup_file() {
    packages=$BATS_FILE_TMPDIR/packages
    export packages
    mkdir "$packages"
    "$BATS_TEST_DIRNAME/own_mounts" "$BATS_TEST_DIRNAME/build_packages" "$SOURCE" "$packages" \
        >"$BATS_FILE_TMPDIR/log" 2>&1 || { tail -n 30 "$BATS_FILE_TMPDIR/log"; return 1; }
}

# The files of a package, without its folders and /usr/share/doc.
files_of() {
    dpkg-deb --fsys-tarfile "$packages/$1"_*.deb | tar -t | sed 's/^\.//' | grep -v -e '/$' -e ^/usr/share/doc/
}

@test "packages: they have the version of the tree, and its library the name of its soname" {
    version=$(sed -n "s/^  version: '\(.*\)',/\1/p" "$SOURCE/meson.build" | sed 's/-/~/')
    for package in benchrun benchrun-doc libbenchrun2 libbenchrun-dev; do
        [[ $(dpkg-deb -f "$packages/$package"_*.deb Version) == "$version"-* ]] || fail "not $version: $package"
    done
    dpkg-deb -x "$packages"/libbenchrun2_*.deb library
    soname=$(objdump -p library/usr/lib/*/libbenchrun.so.*.*.* | awk '/SONAME/ {print $2}')
    [ "$soname" = libbenchrun.so.2 ]
}

@test "packages: lintian finds neither error nor warning" {
    apart lintian --allow-root --fail-on error,warning "$packages"/*.changes
    expect_status 0
    [ -z "$output" ]
}

@test "packages: what is private is where benchrun is, and the library needs none of it" {
    triplet=$(dpkg-architecture -q DEB_HOST_MULTIARCH)
    for name in benchrun-commands benchrun_kernels libbenchrun_copies.so libbenchrun_heap.so libbenchrun_watch.so; do
        files_of benchrun | grep -qx "/usr/lib/$triplet/benchrun/$name"
    done
    [ "$(files_of libbenchrun2 | grep -v '\.so\.2$')" = "/usr/lib/$triplet/libbenchrun.so.2.0.0" ]
    [ "$(dpkg-deb -f "$packages"/libbenchrun2_*.deb Depends | sed 's/ (.*//')" = libc6 ]
    files_of benchrun | grep -qx /usr/share/man/man1/benchrun.1.gz
    files_of benchrun | grep -qx /usr/share/man/man1/benchrun-run.1.gz
    files_of libbenchrun-dev | grep -qx "/usr/lib/$triplet/pkgconfig/benchrun.pc"
    files_of libbenchrun-dev | grep -qx "/usr/lib/$triplet/cmake/benchrun/benchrun-config.cmake"
}

@test "packages: all documents are in benchrun-doc, where their links find them" {
    dpkg-deb -x "$packages"/benchrun-doc_*.deb doc
    for file in "$SOURCE"/docs/*.md; do
        cmp "$file" "doc/usr/share/doc/benchrun/docs/${file##*/}"
    done
    [ -f doc/usr/share/doc/benchrun/docs/pictures/sum.svg ]
    [ -f doc/usr/share/doc/benchrun/examples/vectorize.c ]
}

@test "packages: in a clean root the README's example is compiled and measured, and nothing is left" {
    "$HERE/clean_root" root gcc libc6-dev pkg-config gnuplot-nox "$packages"/*.deb
    apart "$HERE/own_mounts" "$HERE/try_packages" "$SOURCE" "$packages" "$PWD/root"
    expect_status 0
    expect_output '8 measured in'
    grep -qx /usr/bin/benchrun "$packages/installed"
    grep -q libbenchrun.so.2 "$packages/installed"
    # It is a root of its own: what is not needed there is not there.
    [ ! -e root/usr/bin/meson ] && [ ! -e root/usr/bin/benchrun ]
}

@test "packages: what a package leaves behind is found" {
    mkdir -p tree/debian/tests made leaves/DEBIAN
    printf '#!/bin/sh\n' >tree/debian/tests/readme
    chmod +x tree/debian/tests/readme
    touch tree/README.md
    printf 'Package: leaves\nVersion: 1\nArchitecture: all\nMaintainer: nobody\nDescription: leaves a file\n' \
        >leaves/DEBIAN/control
    printf '#!/bin/sh\ntouch /etc/left\n' >leaves/DEBIAN/postinst
    chmod 755 leaves/DEBIAN/postinst
    dpkg-deb --build leaves made/leaves.deb
    "$HERE/clean_root" root made/leaves.deb
    apart "$HERE/own_mounts" "$HERE/try_packages" tree made "$PWD/root"
    expect_status 1
    expect_output '+./etc/left'
}

@test "packages: a clean root is not made of what this machine does not have" {
    apart "$HERE/clean_root" root no-such-package
    expect_status 1
    expect_error 'no-such-package is not installed on this machine'
}
