package desk

import (
	"context"

	"github.com/uptrace/bun"
)

// Theme is what a ticket may be about: a row of table topics, in both languages.
type Theme struct {
	bun.BaseModel `bun:"table:topics"`

	ID       string `bun:",pk"`
	Position int
	ES, EN   string
}

// In is the theme's name in a language.
func (t Theme) In(locale string) string {
	if locale == "en" {
		return t.EN
	}
	return t.ES
}

// Themes are what a new ticket may be about, in order. The last is always valid.
func (d *Desk) Themes(ctx context.Context) ([]Theme, error) {
	var themes []Theme
	err := d.db.Read.NewSelect().Model(&themes).Order("position").Scan(ctx)
	return themes, err
}
