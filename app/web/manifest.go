package web

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"hilo/app/httpd"
	"hilo/app/words"
	"hilo/static"
)

// Colours of the page as tokens.css has them, for what surrounds it.
const paper = "#f8fafb"

// showManifest: GET /manifest.webmanifest, in the reader's language.
func (s *Server) showManifest(c *fiber.Ctx) error {
	text, err := json.Marshal(s.describeApp(s.core.CurrentViewer(c).Localizer))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/manifest+json; charset=utf-8")
	return c.Send(httpd.Compress(c, text))
}

func (s *Server) describeApp(v *words.Localizer) manifest {
	icon := pictures("icon-192.png", picture{Sizes: "192x192", Purpose: "any"})
	return manifest{
		ID: "/", Name: s.core.Options.Name, ShortName: s.core.Options.Name, Description: v.T("app.about"), Lang: v.Locale, Dir: "ltr",
		StartURL: "/tickets?source=pwa", Scope: "/", Display: "standalone", ThemeColor: paper, BackgroundColor: paper,
		Categories: []string{"business", "productivity"}, LaunchHandler: launch{[]string{"navigate-existing", "auto"}},
		Icons: append(icon, append(pictures("icon-512.png", picture{Sizes: "512x512", Purpose: "any"}),
			pictures("icon-maskable.png", picture{Sizes: "512x512", Purpose: "maskable"})...)...),
		Screenshots: append(pictures("wide.png", picture{Sizes: "1280x800", FormFactor: "wide", Label: v.T("app.shot_list")}),
			pictures("narrow.png", picture{Sizes: "390x844", FormFactor: "narrow", Label: v.T("app.shot_thread")})...),
		Shortcuts: []shortcut{{v.T("nav.my_tickets"), "/tickets", icon}, {v.T("nav.new_ticket"), "/tickets/new", icon}},
		ShareTarget: &shareTarget{"/share", "POST", "multipart/form-data", shareParams{
			"title", "text", "url", []sharedFile{{"files", []string{"image/png", "image/jpeg", "image/webp", "image/gif"}}},
		}},
	}
}

// pictures is the picture of that name, where the build has it.
func pictures(name string, p picture) []picture {
	if p.Src = static.URL(name); p.Src == "" {
		return nil
	}
	p.Type = "image/png"
	return []picture{p}
}
