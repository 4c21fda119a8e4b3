// Package mail holds the looks of mails. Mail programs know neither style
// sheets nor scripts: tables and inline styles are the dialect they share.
package mail

import "embed"

// FS are the templates.
//
//go:embed *.html
var FS embed.FS
