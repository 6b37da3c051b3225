#!/usr/bin/env bash
# Makes `cargo build --target wasm32-unknown-unknown` work. It tries three ways and stops at the first that works:
#
#   1. If the target is installed, there is nothing to do.
#   2. rustup adds the target, unless RUSTUP_AUTO_INSTALL=0 forbids rustup to download.
#   3. The script builds the target's standard library from source and installs it in the toolchain. The source must be
#      of exactly this Rust release. If WASM_RUST_SRC is set, it names a tar archive or a folder that contains
#      `library/`. Otherwise the script downloads Debian's package rust-src. The linker is part of every toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."   # rust-toolchain.toml in this folder selects the Rust release

target=wasm32-unknown-unknown
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "wasm target: $*"; }
fail() { echo "wasm target: $*" >&2; exit 1; }

# The only reliable test is to link a program with std: `rustup target list` can name targets whose files are missing.
works() {
    echo '#[unsafe(no_mangle)] pub extern "C" fn probe(n: u32) -> usize { vec![n.to_string()].join("").len() }' |
        rustc --target "$target" --edition 2024 --crate-type cdylib --crate-name probe \
            -o "$work/probe.wasm" - >"$work/probe.log" 2>&1
}

if works; then exit 0; fi

if command -v rustup >/dev/null && [ "${RUSTUP_AUTO_INSTALL:-1}" != 0 ]; then
    say "adding $target with rustup"
    if rustup target add "$target" && works; then exit 0; fi
    say "rustup could not add $target"
fi

sysroot=$(rustc --print sysroot)
release=$(rustc -vV | sed -n 's/^release: //p')
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
rustlib=$sysroot/lib/rustlib
[ -w "$rustlib" ] || fail "you may not write to $rustlib. Ask its owner to run: rustup target add $target"

# --- The source ----------------------------------------------------------------------------------

# Searches Debian's newer suites for the source of this Rust release, on the mirror that this machine's apt uses. apt
# writes its lists and packages to $work, so the state of the machine's apt does not change.
source_from_debian() {
    command -v apt-get >/dev/null || return 1
    local codename mirror suite version keys=/usr/share/keyrings/debian-archive-keyring.gpg
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        awk -v codename="$codename" '$1 == codename && $2 == "main" { print $3; exit }')
    [ -n "$mirror" ] || return 1
    [ -e "$keys" ] && keys="[signed-by=$keys]" || keys=""

    mkdir -p "$work"/apt/{lists,archives}/partial "$work/deb"
    local apt=(-q -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=-
        -o "Dir::State::lists=$work/apt/lists" -o "Dir::Cache=$work/apt" -o Acquire::Languages=none
        -o APT::Sandbox::User=root -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    for suite in trixie-backports trixie forky sid; do
        echo "deb $keys $mirror $suite main" >"$work/apt/sources.list"
        apt-get "${apt[@]}" update >"$work/apt.log" 2>&1 || continue
        version=$(apt-cache "${apt[@]}" madison rust-src 2>/dev/null |
            awk -v want="$release" 'index($3, want "+") == 1 || index($3, want "-") == 1 { print $3; exit }')
        [ -n "$version" ] || continue
        say "source: Debian's rust-src $version ($suite)"
        (cd "$work/deb" && apt-get "${apt[@]}" download "rust-src=$version" >"$work/apt.log" 2>&1) || continue
        dpkg-deb --fsys-tarfile "$work"/deb/rust-src_*.deb |
            tar -x -C "$work" --strip-components=4 --wildcards './usr/src/*/library' && return 0
    done
    return 1
}

source_from_setting() {
    [ -n "${WASM_RUST_SRC:-}" ] || return 1
    say "source: $WASM_RUST_SRC"
    if [ -d "$WASM_RUST_SRC" ]; then cp -a "$WASM_RUST_SRC/library" "$work/"; else tar -x -C "$work" -f "$WASM_RUST_SRC" library; fi
}

say "building the standard library for $target; this takes about half a minute"
source_from_setting || source_from_debian ||
    fail "found no source of Rust $release. Run \`rustup target add $target\`, or set WASM_RUST_SRC to the source."

# --- The build, with the flags of the Rust project's own build ---------------------------------------

cd "$work/library"
# Flags that a developer has set for other builds must not affect the library.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS CARGO_BUILD_TARGET RUSTC_WRAPPER CARGO_BUILD_RUSTC_WRAPPER
# PATH starts with the toolchain's own programs. rustup's proxies would select another toolchain here, because this
# folder has no rust-toolchain.toml.
PATH=$sysroot/bin:$PATH RUSTC_BOOTSTRAP=1 __CARGO_DEFAULT_LIB_METADATA=stablestd CARGO_INCREMENTAL=0 \
    CARGO_TARGET_DIR="$work/build" \
    RUSTFLAGS="-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix=$PWD=/rustc/$commit/library" \
    cargo build --quiet --locked --profile dist --target "$target" --manifest-path sysroot/Cargo.toml \
    --features "panic-unwind backtrace compiler-builtins-mem" 2>"$work/build.log" ||
    { cat "$work/build.log" >&2; fail "the build of the standard library failed"; }

# One rename installs the library, so that an interrupted run does not leave a part of it.
stage=$(mktemp -d "$rustlib/.$target.XXXXXX")
mkdir "$stage/lib"
cp "$work/build/$target/dist/deps/"*.rlib "$stage/lib/"
rm -f "$stage"/lib/libsysroot-*.rlib
chmod 755 "$stage"
rm -rf "${rustlib:?}/$target"
mv "$stage" "$rustlib/$target"

cd - >/dev/null
works || { cat "$work/probe.log" >&2; fail "the library is installed, but $target still does not work"; }
say "installed in $rustlib/$target"
