#include <array>
#include <map>
#include <string>
#include <string_view>

#include "demo.hpp"
#include "store/identity.hpp"

namespace qingqian::cases {
namespace {

constexpr std::string_view demo_password = "qingqian-demo-2026";

struct BodyRow {
    std::string_view code, name, name_en, kind, division, phone;
};
constexpr BodyRow bodies[] = {
    {"JS-QQB", "江苏省清理拖欠企业账款工作办公室", "Jiangsu Office for Clearing Arrears", "supervising",
     "320000", "025-55550001"},
    {"JS-SMEC", "江苏省中小企业发展中心", "Jiangsu SME Development Centre", "accepting", "320000",
     "025-55550100"},
    {"JS-GZW", "江苏省国有资产监督管理委员会", "Jiangsu State Assets Commission", "handling", "320000",
     "025-55550201"},
    {"JS-ZJT", "江苏省住房和城乡建设厅", "Jiangsu Department of Housing and Construction", "handling",
     "320000", "025-55550202"},
    {"JS-JTT", "江苏省交通运输厅", "Jiangsu Department of Transport", "handling", "320000", "025-55550203"},
    {"320100-GXJ", "南京市工业和信息化局", "Nanjing Bureau of Industry", "handling", "320100",
     "025-55551100"},
    {"320200-GXJ", "无锡市工业和信息化局", "Wuxi Bureau of Industry", "handling", "320200", "0510-55551200"},
    {"320300-GXJ", "徐州市工业和信息化局", "Xuzhou Bureau of Industry", "handling", "320300",
     "0516-55551300"},
    {"320400-GXJ", "常州市工业和信息化局", "Changzhou Bureau of Industry", "handling", "320400",
     "0519-55551400"},
    {"320500-GXJ", "苏州市工业和信息化局", "Suzhou Bureau of Industry", "handling", "320500",
     "0512-55551500"},
    {"320600-GXJ", "南通市工业和信息化局", "Nantong Bureau of Industry", "handling", "320600",
     "0513-55551600"},
    {"320700-GXJ", "连云港市工业和信息化局", "Lianyungang Bureau of Industry", "handling", "320700",
     "0518-55551700"},
    {"320800-GXJ", "淮安市工业和信息化局", "Huai'an Bureau of Industry", "handling", "320800",
     "0517-55551800"},
    {"320900-GXJ", "盐城市工业和信息化局", "Yancheng Bureau of Industry", "handling", "320900",
     "0515-55551900"},
    {"321000-GXJ", "扬州市工业和信息化局", "Yangzhou Bureau of Industry", "handling", "321000",
     "0514-55552000"},
    {"321100-GXJ", "镇江市工业和信息化局", "Zhenjiang Bureau of Industry", "handling", "321100",
     "0511-55552100"},
    {"321200-GXJ", "泰州市工业和信息化局", "Taizhou Bureau of Industry", "handling", "321200",
     "0523-55552200"},
    {"321300-GXJ", "宿迁市工业和信息化局", "Suqian Bureau of Industry", "handling", "321300",
     "0527-55552300"}};

struct OfficerRow {
    std::string_view login, name, role, body;
};
constexpr OfficerRow officers[] = {{"shouli", "周敏", "intake", "JS-SMEC"},
                                   {"shouli2", "顾晨", "intake", "JS-SMEC"},
                                   {"shenhe", "陆建华", "intake_head", "JS-SMEC"},
                                   {"huifang", "钱蕾", "caller", "JS-SMEC"},
                                   {"tongji", "许文静", "statistics", "JS-SMEC"},
                                   {"rexian", "唐颖", "hotline", "JS-SMEC"},
                                   {"guanli", "沈涛", "admin", "JS-SMEC"},
                                   {"shenji", "蒋毅", "auditor", "JS-QQB"},
                                   {"duban", "秦岚", "supervisor", "JS-QQB"},
                                   {"guozi", "韩雪松", "handler", "JS-GZW"},
                                   {"zhujian", "丁伟", "handler", "JS-ZJT"},
                                   {"jiaotong", "薛宁", "handler", "JS-JTT"},
                                   {"nanjing", "邵琳", "handler", "320100-GXJ"},
                                   {"nanjing_fzr", "贾志远", "handling_head", "320100-GXJ"},
                                   {"wuxi", "费宇", "handler", "320200-GXJ"},
                                   {"xuzhou", "孟凡", "handler", "320300-GXJ"},
                                   {"changzhou", "庄颖", "handler", "320400-GXJ"},
                                   {"suzhou", "沈逸", "handler", "320500-GXJ"},
                                   {"nantong", "季峰", "handler", "320600-GXJ"},
                                   {"lianyungang", "孔丽", "handler", "320700-GXJ"},
                                   {"huaian", "于洋", "handler", "320800-GXJ"},
                                   {"yancheng", "卞强", "handler", "320900-GXJ"},
                                   {"yangzhou", "戴玲", "handler", "321000-GXJ"},
                                   {"zhenjiang", "殷磊", "handler", "321100-GXJ"},
                                   {"taizhou", "冷静", "handler", "321200-GXJ"},
                                   {"suqian", "葛亮", "handler", "321300-GXJ"},
                                   {"guozi_fzr", "吴国强", "handling_head", "JS-GZW"},
                                   {"zhujian_fzr", "秦志明", "handling_head", "JS-ZJT"},
                                   {"jiaotong_fzr", "罗海波", "handling_head", "JS-JTT"},
                                   {"wuxi_fzr", "杨立新", "handling_head", "320200-GXJ"},
                                   {"xuzhou_fzr", "胡建军", "handling_head", "320300-GXJ"},
                                   {"changzhou_fzr", "陶亚平", "handling_head", "320400-GXJ"},
                                   {"suzhou_fzr", "金文斌", "handling_head", "320500-GXJ"},
                                   {"nantong_fzr", "施卫东", "handling_head", "320600-GXJ"},
                                   {"lianyungang_fzr", "董海燕", "handling_head", "320700-GXJ"},
                                   {"huaian_fzr", "左明", "handling_head", "320800-GXJ"},
                                   {"yancheng_fzr", "成建国", "handling_head", "320900-GXJ"},
                                   {"yangzhou_fzr", "田志刚", "handling_head", "321000-GXJ"},
                                   {"zhenjiang_fzr", "柳青", "handling_head", "321100-GXJ"},
                                   {"taizhou_fzr", "常宏伟", "handling_head", "321200-GXJ"},
                                   {"suqian_fzr", "蔡国平", "handling_head", "321300-GXJ"}};

std::map<std::string_view, std::int64_t> seed_bodies(store::WriteTx& tx) {
    std::map<std::string_view, std::int64_t> ids;
    std::int64_t superior = 0;
    for (const auto& row : bodies) {
        if (const auto known = store::identity::body_by_code(tx, row.code)) {
            ids[row.code] = known->id;
        } else {
            records::Body body;
            body.code = row.code;
            body.name = row.name;
            body.name_en = row.name_en;
            body.kind = row.kind;
            body.division = row.division;
            body.phone = row.phone;
            body.parent = superior;
            store::identity::insert_body(tx, body);
            ids[row.code] = body.id;
        }
        // The office that supervises sees what every department below it has.
        if (row.kind == "supervising") superior = ids[row.code];
    }
    return ids;
}

std::string_view body_name(std::string_view code) {
    for (const auto& row : bodies) {
        if (row.code == code) return row.name;
    }
    return code;
}

}  // namespace

std::vector<DemoLogin> seed_people(store::WriteTx& tx, const PasswordHasher& hash_password) {
    const auto ids = seed_bodies(tx);
    std::vector<DemoLogin> logins;
    std::string hash;
    for (std::size_t i = 0; i < std::size(officers); ++i) {
        const auto& row = officers[i];
        logins.push_back({std::string(row.login), std::string(demo_password), std::string(row.name),
                          std::string(row.role), std::string(body_name(row.body))});
        if (store::identity::officer_by_login(tx, row.login)) continue;
        if (hash.empty() && hash_password) hash = hash_password(demo_password);
        records::Officer officer;
        officer.login = row.login;
        officer.name = row.name;
        officer.body = ids.at(row.body);
        officer.roles = {std::string(row.role)};
        officer.password_hash = hash;
        officer.mobile = "139000010" + std::to_string(10 + i);
        officer.email = std::string(row.login) + "@js.example.cn";
        officer.created_at = tx.now();
        store::identity::insert_officer(tx, officer);
    }
    return logins;
}

}  // namespace qingqian::cases
