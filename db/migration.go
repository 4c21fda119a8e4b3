package db

import (
	"embed"
	"io/fs"
	"path"
	"strings"
	"text/template"
)

//go:embed migrations/*.sql
var ours embed.FS

// migration is a step of the schema: a file NUMBER_what.tx.up.sql. One that older programs can
// live with says so in its first line, and since which: `-- lives: NUMBER`, of their newest
// migration. A file without .tx. holds what no transaction can (CREATE INDEX CONCURRENTLY),
// in statements that may all be repeated.
type migration struct {
	number, lives string
	apart         bool // not in a transaction
	text          string
}

// migrations reads those of a folder, in their order.
func migrations(from fs.FS) (all []migration, err error) {
	files, err := fs.Glob(from, "migrations/*.up.sql")
	for _, file := range files {
		text, err := fs.ReadFile(from, file)
		if err != nil {
			return nil, err
		}
		m := migration{text: string(text), apart: !strings.HasSuffix(file, ".tx.up.sql")}
		m.number, _, _ = strings.Cut(path.Base(file), "_")
		first, _, _ := strings.Cut(m.text, "\n")
		if lives, says := strings.CutPrefix(first, "-- lives: "); says {
			m.lives = strings.TrimSpace(lives)
		}
		all = append(all, m)
	}
	return all, err
}

// statements are those of m in the words of an engine.
func (m migration) statements(words map[string]string) ([]string, error) {
	shape, err := template.New(m.number).Option("missingkey=error").Parse(m.text)
	if err != nil {
		return nil, err
	}
	var text strings.Builder
	err = shape.Execute(&text, words)
	return strings.Split(text.String(), "\n--bun:split\n"), err
}
