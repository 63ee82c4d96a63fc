/*
 * unit.c
 *	  The words that units are made of.  Pure C, folded UTF-8.
 *
 * What stands in brackets after an indicator name is its unit only if it is
 * made of these words; anything else there belongs to the name.
 */
#include "unit.h"

#include <stdint.h>
#include <string.h>

/* No word is longer, in bytes.  (What holds a zero byte is no word either.) */
#define WORD_MAX_BYTES	32

/* Measure words and units, each between blanks. */
static const char words[] =
/* people and bodies */
" 人 名 位 员 户 家 户次 家次 人次 人份 人数 户数 家数 代表 生 师 人天 人日 人月 人年 人·天 人·月"
/* things */
" 个 只 件 项 套 台 部 辆 架 艘 台套 台/套 台(套) 台次 套次 项次 个次 件次 组 对 双 副 付 把 支 枝 枚 根 块 片 张 幅 面 条 道 颗 粒 盏 盆 箱 盒 包 袋"
" 瓶 桶 罐 卷 捆 筐 床 席 座 栋 幢 间 所 处 口 眼 孔 门 扇 樘 层 株 棵 丛 头 匹 羽 尾 峰 窝 枚次 柜 管"
/* texts and works */
" 篇 份 本 册 页 字 章 节 集 期 期次 部次 首 幅次 版 款 稿 种 类 样 型 单 票 笔 宗 起 案 例 案件 条次 封 单位 户·次"
/* doings */
" 次 场 场次 回 届 批 批次 班 班次 班期 趟 航次 车次 列 班列 轮 轮次 遍 针 针次 剂 剂次 片次 梯次 频次 次数 个数 件数 份数 场数 项数"
/* places */
" 点 点位 站 网点 站点 岗 岗位 学位 床位 张床 标段 标 段 段次 泊位 车位 工位 地块 宗地 图斑"
/* groups and grades */
" 队 团 团队 支队 批量 级 等级 星 星级 档 成 折 倍 分 分值 名次 位次 百分制"
/* money */
" 元 元整 角 美元 欧元 港元 港币 日元 英镑 人民币 人民币元 元人民币 USD RMB CNY 圆 块钱 ¥ ￥"
/* length, area, volume, mass */
" 米 公里 千米 里 华里 海里 厘米 毫米 微米 延米 延长米 m km cm mm nm μm KM M"
" 平方米 平方公里 平方千米 平方 平米 平 亩 公顷 顷 ㎡ m2 m² km2 km² ㎢ hm2 hm² ha 亩次"
" 立方米 立方 方 土方 升 毫升 m3 m³ ㎥ L l ml mL"
" 吨 公吨 千克 公斤 克 毫克 微克 斤 市斤 两 担 t kg g mg μg ug ㎏ ㎎ 吨标准煤 吨标煤 吨公里 人公里 标准煤"
/* power, data, other measures */
" 千瓦 兆瓦 瓦 千瓦时 度 kW MW W kWh KWh KW KWH 千伏安 千伏 伏 kVA kV 兆 兆瓦时 G GB T TB MB K KB GHz MHz Mbps Gbps bps 兆比特 条数据 点击 PB 字节 帧"
" 分贝 dB db ℃ 摄氏度 ppm NTU pH 帕 兆帕 Pa MPa 勒克斯 流明 毫克/升 mg/L mg/l ug/L μg/m3 μg/m³ 微克/立方米 CNAS"
/* time */
" 年 年度 季 季度 月 个月 月份 周 个周 星期 日 天 日历天 工作日 个工作日 自然日 个自然日 个日历天 小时 个小时 时 分钟 秒 毫秒 ms s min h 课时 学时 课次 学期 学年 工日 机时 台班 台时 昼夜 旬 晚 夜"
/* shares */
" % ‰ 百分比 百分点 个百分点 个点 千分比 千分点"
/* transport and trade */
" 标箱 TEU 车 车辆 航班 列次 车公里 床日 人床日 床·日 艘次 架次 辆次 班车 个标箱"
/* heads that forms count by, beside the measure words */
" 学生 教师 学校 班级 企业 机构 项目 团 村 镇 乡 县 区 市 街道 社区 ";

/*
 * Words that count in a target (20村) but whose brackets after a name rather
 * widen it: 行政村（社区）, 县（市、区）, 企业（项目）.
 */
static const char not_in_brackets[] =
" 学生 教师 学校 班级 企业 机构 项目 村 镇 乡 县 区 市 街道 社区 代表 生 师 单位 团队 车 人数 户数 家数 次数 个数 件数 份数 场数 项数 ";

static const struct
{
	const char *word;
	const char *usual;
}			aliases[] =
{
	{"㎡", "平方米"}, {"m2", "平方米"}, {"m²", "平方米"}, {"平米", "平方米"}, {"平方", "平方米"},
	{"㎢", "平方公里"}, {"km2", "平方公里"}, {"km²", "平方公里"}, {"平方千米", "平方公里"},
	{"㎥", "立方米"}, {"m3", "立方米"}, {"m³", "立方米"}, {"立方", "立方米"},
	{"hm2", "公顷"}, {"hm²", "公顷"}, {"ha", "公顷"},
	{"km", "公里"}, {"KM", "公里"}, {"千米", "公里"}, {"m", "米"},
	{"kg", "公斤"}, {"㎏", "公斤"}, {"千克", "公斤"}, {"t", "吨"}, {"公吨", "吨"},
	{"圆", "元"}, {"元整", "元"}, {"人民币", "元"}, {"人民币元", "元"}, {"元人民币", "元"}, {"RMB", "元"}, {"CNY", "元"},
	{"¥", "元"}, {"块钱", "元"}, {"港币", "港元"}, {"USD", "美元"},
	{"百分比", "%"}, {"个百分点", "百分点"}, {"个点", "百分点"},
	{"个工作日", "工作日"}, {"个自然日", "自然日"}, {"个日历天", "日历天"}, {"个小时", "小时"},
	{"月", "个月"}, {"h", "小时"}, {"min", "分钟"}, {"日", "天"},
	{"kWh", "千瓦时"}, {"KWh", "千瓦时"}, {"KWH", "千瓦时"},
	{"kW", "千瓦"}, {"KW", "千瓦"}, {"MW", "兆瓦"}, {"台(套)", "台套"}, {"台/套", "台套"},
	{"mg/L", "毫克/升"}, {"mg/l", "毫克/升"}, {"μg/m3", "微克/立方米"}, {"μg/m³", "微克/立方米"},
	{"MB", "M"}, {"兆", "M"}, {"GB", "G"}, {"TB", "T"}, {"个标箱", "标箱"}, {"TEU", "标箱"}
};

#define lengthof(array) (sizeof(array) / sizeof((array)[0]))

/*
 * The words above, by their bytes.  Nearly every target asks for its unit
 * several times, so a word is found by a hash and not by going through the
 * lists; the index is worked out at the first call and stays as it is.
 */
typedef struct Word
{
	const char *text;			/* NULL = empty */
	const char *usual;			/* the spelling it compares by; NULL = its own */
	uint8_t		length;
	bool		unit;			/* listed as a unit */
	bool		not_in_brackets;
} Word;

#define INDEX_SIZE		1024	/* a power of two, above twice the words */

static Word word_index[INDEX_SIZE];
static bool indexed = false;

/* The place of a word, or the empty one where it would stand. */
static inline Word *
place_of(const char *text, size_t length)
{
	uint32_t	hash = 2166136261u;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char) text[i]) * 16777619u;
	hash ^= hash >> 15;
	for (;; hash++)
	{
		Word	   *place = &word_index[hash % INDEX_SIZE];

		if (place->text == NULL ||
			(place->length == length && memcmp(place->text, text, length) == 0))
			return place;
	}
}

static Word *
add_word(const char *text, size_t length)
{
	Word	   *place = place_of(text, length);

	place->text = text;
	place->length = (uint8_t) length;
	return place;
}

static void
build_index(void)
{
	const char *at = words;

	while (*(at += strspn(at, " ")) != '\0')
	{
		size_t		length = strcspn(at, " ");

		add_word(at, length)->unit = true;
		at += length;
	}
	at = not_in_brackets;
	while (*(at += strspn(at, " ")) != '\0')
	{
		size_t		length = strcspn(at, " ");

		add_word(at, length)->not_in_brackets = true;
		at += length;
	}
	for (size_t i = 0; i < lengthof(aliases); i++)
		add_word(aliases[i].word, strlen(aliases[i].word))->usual = aliases[i].usual;
	indexed = true;
}

/* A word of the lists; NULL for any other text. */
static const Word *
find_word(const char *text, size_t length)
{
	const Word *word;

	if (length == 0 || length > WORD_MAX_BYTES)
		return NULL;
	if (!indexed)
		build_index();
	word = place_of(text, length);
	return word->text != NULL ? word : NULL;
}

static bool
is_unit_word(const char *text, size_t length)
{
	const Word *word = find_word(text, length);

	return word != NULL && word->unit;
}

static bool
starts(const char *text, size_t length, const char *word)
{
	size_t		size = strlen(word);

	return length >= size && memcmp(text, word, size) == 0;
}

/* Bytes of a separator of a compound unit at the start of the text, or 0. */
static inline size_t
separator(const char *text, size_t length)
{
	switch ((unsigned char) text[0])
	{
		case '/':
		case '.':
		case '*':
		case '-':
			return 1;
		case 0xC2:
			return starts(text, length, "·") ? strlen("·") : 0;
		case 0xE6:
			return starts(text, length, "每") ? strlen("每") : 0;
		default:
			return 0;
	}
}

/* Bytes of a scale word at the start of the text and its power of ten, or 0. */
static size_t
scale_word(const char *text, size_t length, int *exponent)
{
	static const struct
	{
		const char *word;
		int			exponent;
	}			scales[] = {{"十", 1}, {"百", 2}, {"千", 3}, {"万", 4}, {"亿", 8}};

	if (length < 3)
		return 0;
	for (size_t i = 0; i < lengthof(scales); i++)
	{
		if (memcmp(text, scales[i].word, 3) == 0)
		{
			*exponent = scales[i].exponent;
			return 3;
		}
	}
	return 0;
}

size_t
bp_unit_scale(const char *text, size_t length, int *exponent)
{
	size_t		part = 0;
	size_t		scale = 0;

	*exponent = 0;
	if (length == 0)
		return 0;

	/* the first part of a compound unit: 千瓦时 of 千瓦时/人 */
	while (part < length && separator(text + part, length - part) == 0)
		part++;

	/*
	 * As few scale words as leave a known unit: 千米 is no thousand metres but
	 * a kilometre, 万千瓦 ten thousand kilowatts.
	 */
	for (;;)
	{
		int			power;
		size_t		size;

		if (scale < part && is_unit_word(text + scale, part - scale))
			return scale;
		size = scale_word(text + scale, part - scale, &power);
		/* 万亿 and 百万 multiply; more than a million million is no unit */
		if (size == 0 || *exponent + power > 12)
			break;
		scale += size;
		*exponent += power;
	}
	return scale;
}

static bool
simple_unit(const char *text, size_t length)
{
	int			exponent;
	size_t		scale = bp_unit_scale(text, length, &exponent);

	return (scale > 0 && scale == length) || is_unit_word(text + scale, length - scale);
}

bool
bp_unit_known(const char *text, size_t length)
{
	size_t		start = 0;
	size_t		at = 0;

	if (length == 0 || length > (size_t) 4 * WORD_MAX_BYTES)
		return false;
	if (simple_unit(text, length))
		return true;
	while (at < length)
	{
		size_t		size = separator(text + at, length - at);

		if (size == 0)
		{
			at++;
			continue;
		}
		/* 元/每人 has two in a row; one cannot stand first or last */
		if (at > start && !simple_unit(text + start, at - start))
			return false;
		if (at == 0 || at + size == length)
			return false;
		at += size;
		start = at;
	}
	return start > 0 && simple_unit(text + start, length - start);
}

bool
bp_unit_in_brackets(const char *text, size_t length)
{
	const Word *word;

	if (!bp_unit_known(text, length))
		return false;
	word = find_word(text, length);
	return word == NULL || !word->not_in_brackets;
}

size_t
bp_unit_prefix(const char *text, size_t length)
{
	size_t		longest = 0;

	for (size_t size = 1; size <= length && size <= WORD_MAX_BYTES; size++)
	{
		/* whole characters only */
		if ((size == length || ((unsigned char) text[size] & 0xC0) != 0x80) &&
			simple_unit(text, size))
			longest = size;
	}
	return longest;
}

const char *
bp_unit_alias(const char *text, size_t length)
{
	const Word *word = find_word(text, length);

	return word != NULL ? word->usual : NULL;
}
