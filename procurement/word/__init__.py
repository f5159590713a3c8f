"""Documents in Word, both ways, and nothing of what they are about.

- `blocks` and `inline` say what a document is: a tree of plain values, light marks in its texts.
- Out: `docx` puts the file together (`wordml`, `charts`, `edges`, `page`), `html` and `svg` show
  it on a page, `pdf` converts it; `house` and `house_styles` dress it as an authority does.
- Back: `package` opens a file that somebody sent and `elements` its XML, in a bounded way;
  `reading` turns it into `lines`, with `paragraphs` and `returned_styles`.
- What became of a document: `comparing` sets a file that came back beside the one that went out;
  `passages` two versions that were kept by `storing`; `edits` makes accepted changes again.
"""
