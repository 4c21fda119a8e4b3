package web

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
