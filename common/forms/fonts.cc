#include "common/forms/fonts.h"

#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>

#include "absl/strings/str_cat.h"
#include "common/process/leak_suppressions.h"

namespace hoso::forms {
namespace {

struct Destroy {
  void operator()(FcConfig* config) const { FcConfigDestroy(config); }
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};

// Shapes as the font has them, at the places that were measured: what fits a screen's pixels has no place on paper.
void ForPaper(PangoContext* context) {
  const std::unique_ptr<cairo_font_options_t, Destroy> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(context, options.get());
  pango_cairo_context_set_resolution(context, 72);  // A unit of the page is a point.
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_context_set_language(context, pango_language_from_string("vi"));
  pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
}

}  // namespace

void Unref::operator()(void* object) const { g_object_unref(object); }

absl::StatusOr<std::unique_ptr<Fonts>> Fonts::Load(const std::string& folder) {
  const std::unique_ptr<FcConfig, Destroy> config(FcConfigCreate());
  for (const char* face : {"Regular", "Bold", "Italic", "BoldItalic"}) {
    const std::string file = absl::StrCat(folder, "/LiberationSerif-", face, ".ttf");
    if (!FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(file.c_str()))) {
      return absl::FailedPreconditionError(
          absl::StrCat(file, ": no font can be read there; is the package fonts-liberation2 installed?"));
    }
  }
  auto fonts = std::unique_ptr<Fonts>(new Fonts);
  fonts->map_.reset(pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT));
  pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(fonts->map_.get()), config.get());
  fonts->context_.reset(pango_font_map_create_context(fonts->map_.get()));
  ForPaper(fonts->context_.get());
  return fonts;
}

}  // namespace hoso::forms
