# SPDX-License-Identifier: MIT
# A clone of the tree in $clone, with its uncommitted changes in a commit, on the branch `tree`.
clone_tree() {
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'
    clone=$BATS_FILE_TMPDIR/clone
    export clone
    git clone -q "$SOURCE" "$clone"
    git -C "$clone" checkout -q -B tree
    git -C "$SOURCE" diff --binary HEAD | git -C "$clone" apply --index --allow-empty
    git -C "$clone" -c user.name=test -c user.email=test@localhost commit -q --allow-empty -m 'As it is'
}
