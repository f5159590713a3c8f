"""What Balise serves to browsers: its own files, and the few wanted from each npm package."""

from collections.abc import Iterator
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SERVED = {
    "vendor/bootstrap": {"css/bootstrap.min.css", "js/bootstrap.bundle.min.js"},
    "vendor/leaflet": {"leaflet.css", "leaflet.js"},
    "vendor/chart.js": {"chart.umd.min.js"},
}


class ServedFilesFinder(FileSystemFinder):
    """Lists, of the npm packages, only the files that a page asks for."""

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        for path, storage in super().list(ignore_patterns):
            prefix = getattr(storage, "prefix", "") or ""
            if path in SERVED.get(prefix, {path}):
                yield path, storage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names; a source map or picture that a library mentions and we do not serve is fine."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            if name.startswith("vendor/"):
                return name
            raise
