// Package tmp holds the pins until every room imports its own.
package tmp

import (
	_ "github.com/alecthomas/kong"
	_ "github.com/andybalholm/brotli"
	_ "github.com/chromedp/cdproto/page"
	_ "github.com/chromedp/chromedp"
	_ "github.com/emersion/go-sasl"
	_ "github.com/emersion/go-smtp"
	_ "github.com/evanw/esbuild/pkg/api"
	_ "github.com/gabriel-vasile/mimetype"
	_ "github.com/gofiber/fiber/v2"
	_ "github.com/gofiber/template/html/v2"
	_ "github.com/hashicorp/golang-lru/v2"
	_ "github.com/mattn/go-isatty"
	_ "github.com/nicksnyder/go-i18n/v2/i18n"
	_ "github.com/wneessen/go-mail"
	_ "golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
	_ "golang.org/x/net/idna"
	_ "golang.org/x/sync/errgroup"
	_ "golang.org/x/text/language"
)
