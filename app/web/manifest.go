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

// manifest is the installed app as systems want it described (W3C, Web
// Application Manifest).
type manifest struct {
	ID              string       `json:"id"`
	Name            string       `json:"name"`
	ShortName       string       `json:"short_name"`
	Description     string       `json:"description"`
	Lang            string       `json:"lang"`
	Dir             string       `json:"dir"`
	StartURL        string       `json:"start_url"`
	Scope           string       `json:"scope"`
	Display         string       `json:"display"`
	ThemeColor      string       `json:"theme_color"`
	BackgroundColor string       `json:"background_color"`
	Categories      []string     `json:"categories"`
	LaunchHandler   launch       `json:"launch_handler"`
	Icons           []picture    `json:"icons,omitempty"`
	Screenshots     []picture    `json:"screenshots,omitempty"`
	Shortcuts       []shortcut   `json:"shortcuts"`
	ShareTarget     *shareTarget `json:"share_target"`
}

type launch struct {
	ClientMode []string `json:"client_mode"`
}

type picture struct {
	Src        string `json:"src"`
	Sizes      string `json:"sizes"`
	Type       string `json:"type"`
	Purpose    string `json:"purpose,omitempty"`
	FormFactor string `json:"form_factor,omitempty"`
	Label      string `json:"label,omitempty"`
}

type shortcut struct {
	Name  string    `json:"name"`
	URL   string    `json:"url"`
	Icons []picture `json:"icons,omitempty"`
}

type shareTarget struct {
	Action  string      `json:"action"`
	Method  string      `json:"method"`
	Enctype string      `json:"enctype"`
	Params  shareParams `json:"params"`
}

type shareParams struct {
	Title string       `json:"title"`
	Text  string       `json:"text"`
	URL   string       `json:"url"`
	Files []sharedFile `json:"files"`
}

type sharedFile struct {
	Name   string   `json:"name"`
	Accept []string `json:"accept"`
}

// showManifest: GET /manifest.webmanifest, in the reader's language.
func (s *Server) showManifest(c *fiber.Ctx) error {
	text, err := json.Marshal(s.manifest(s.core.CurrentViewer(c).Localizer))
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/manifest+json; charset=utf-8")
	return c.Send(httpd.Compress(c, text))
}

func (s *Server) manifest(v *words.Localizer) manifest {
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
