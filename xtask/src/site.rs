//! Writes the site folder. Except in development, the name of each file contains a hash of the file's content, and the
//! folder also contains compressed copies of the file. `assets.json` maps each file name without a hash to the path
//! where the server serves the file.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::hash::Hasher;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::CompressorWriter;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Build;

const FONT: &str = "inter.woff2";

impl Build {
    /// Writes the site folder from the results of the other steps.
    pub fn assemble(&self) -> Result<()> {
        let mut site = Site::new(self);
        site.add(
            "smartcloud.js",
            &read(&self.intermediate("browser").join("smartcloud.js"))?,
        )?;
        site.add(
            "smartcloud.wasm",
            &read(&self.intermediate("browser").join("smartcloud.wasm"))?,
        )?;
        site.add_folder(
            &self.intermediate("browser").join("snippets"),
            "pkg/snippets",
        )?;

        for entry in fs::read_dir(self.root.join("public"))? {
            let entry = entry?;
            let name = entry
                .file_name()
                .into_string()
                .ok()
                .context("the name of a file in public is not UTF-8")?;
            site.add(&name, &read(&entry.path())?)?;
        }

        // The font comes first, because the style sheets contain the font's name with the hash.
        let style = self.intermediate("style");
        let font = site.add(FONT, &read(&style.join(FONT))?)?;
        for app in ["smartcloud.css", "behind-the-scenes.css", "simulator.css"] {
            let css = fs::read_to_string(style.join(app))?.replace(FONT, &font);
            site.add(app, css.as_bytes())?;
        }
        // The server reads this file at its start. The file is not in the folder that browsers may read.
        let code = self.intermediate("code").join("code.json");
        site.write("code.json", &read(&code)?)?;
        // Customers never load this style sheet.
        let presenter = self.root.join("style/presenter.css");
        site.add("presenter.css", &read(&presenter)?)?;
        site.add("guide.css", &read(&self.root.join("style/guide.css"))?)?;
        site.finish()
    }
}

struct Site {
    dir: PathBuf,
    is_small: bool,
    /// Maps a file name without a hash to the path where the server serves the file.
    assets: BTreeMap<String, String>,
    /// All files that belong to this build. Files of earlier builds are deleted at the end.
    files: BTreeSet<PathBuf>,
}

impl Site {
    fn new(build: &Build) -> Self {
        Self {
            dir: build.site_dir(),
            is_small: build.is_small(),
            assets: BTreeMap::new(),
            files: BTreeSet::new(),
        }
    }

    /// Adds a file to the folder `pkg`. Returns the name of the file in this folder.
    fn add(&mut self, name: &str, content: &[u8]) -> Result<String> {
        let served_name = if self.is_small {
            let mut hasher = DefaultHasher::new();
            hasher.write(content);
            let hash = format!("{:016x}", hasher.finish());
            let (stem, extension) = name
                .rsplit_once('.')
                .context("the name of a file has no extension")?;
            format!("{stem}.{hash}.{extension}")
        } else {
            name.to_owned()
        };
        self.assets
            .insert(name.to_owned(), format!("/pkg/{served_name}"));
        self.write(&format!("pkg/{served_name}"), content)?;
        Ok(served_name)
    }

    /// Adds a folder if it exists. The files keep their names, because wasm-bindgen has already put a hash into these
    /// names.
    fn add_folder(&mut self, from: &Path, to: &str) -> Result<()> {
        if !from.is_dir() {
            return Ok(());
        }
        for entry in fs::read_dir(from)? {
            let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
            let to = format!("{to}/{}", name.to_string_lossy());
            if path.is_dir() {
                self.add_folder(&path, &to)?;
            } else {
                self.write(&to, &read(&path)?)?;
            }
        }
        Ok(())
    }

    /// Writes a file and its compressed copies. Does not write the copies again if the file has not changed. In
    /// development, there are no compressed copies.
    fn write(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.dir.join(name);
        let compressed_path = |kind: &str| self.dir.join(format!("{name}.{kind}"));
        let (brotli, gzip) = (compressed_path("br"), compressed_path("gz"));
        let unchanged = fs::read(&path).is_ok_and(|found| found == content);
        // Font files in the format woff2 are already compressed.
        let has_compressed_forms =
            self.is_small && path.extension().is_some_and(|kind| kind != "woff2");
        if !unchanged {
            fs::create_dir_all(path.parent().context("the path of a file has no folder")?)?;
            fs::write(&path, content)?;
        }
        if has_compressed_forms && !(unchanged && brotli.exists() && gzip.exists()) {
            let mut encoder = CompressorWriter::new(fs::File::create(&brotli)?, 4096, 11, 22);
            encoder.write_all(content)?;
            drop(encoder);
            let mut encoder = GzEncoder::new(fs::File::create(&gzip)?, Compression::best());
            encoder.write_all(content)?;
            encoder.finish()?;
        }
        self.files.insert(path);
        if has_compressed_forms {
            self.files.extend([brotli, gzip]);
        }
        Ok(())
    }

    /// Writes `assets.json`, removes the files of earlier builds, and prints the size of each file.
    fn finish(mut self) -> Result<()> {
        let path = self.dir.join("assets.json");
        fs::write(&path, serde_json::to_string_pretty(&self.assets)?)?;
        self.files.insert(path);
        remove_others(&self.dir, &self.files)?;

        if self.is_small {
            let sizes: Vec<String> = self
                .assets
                .iter()
                .filter_map(|(name, served)| {
                    let plain = format!("{}{served}", self.dir.display());
                    let file = fs::metadata(format!("{plain}.br"))
                        .or_else(|_| fs::metadata(&plain))
                        .ok()?;
                    Some(format!(
                        "{name} {:.1} kB",
                        f64::from(u32::try_from(file.len()).ok()?) / 1000.0
                    ))
                })
                .collect();
            println!("  site: {} (as sent to browsers)", sizes.join(", "));
        }
        Ok(())
    }
}

/// Removes all files in `dir` that are not in the set `files`.
fn remove_others(dir: &Path, files: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_others(&path, files)?;
        } else if !files.contains(&path) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}
