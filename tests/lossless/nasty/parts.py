"""Workbooks put together by hand: the parts that no library writes, in packages that refer to them properly.

Binary parts hold invented bytes: nobody who edits cells reads them, and they must come through.
"""

from __future__ import annotations

from pathlib import Path

from tests.lossless.kit import MAIN, MC, MS_REL, REL, ROWS, SPREADSHEET, X14, X14AC, X15, XM, Kit, shared_strings, sheet

OFFICE = "application/vnd.openxmlformats-officedocument."
MICROSOFT = "application/vnd.ms-"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 2
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ART = "http://schemas.openxmlformats.org/drawingml/2006/main"
VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>{}</xml>'
)
NOTE = (
    '<v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1">'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:Row>1</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>'
)
ANCHOR = "<xdr:from><xdr:col>5</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>4</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>"


def extensions(*listed: tuple[str, str]) -> str:
    return "<extLst>" + "".join(f'<ext uri="{uri}" xmlns:x14="{X14}" xmlns:x15="{X15}">{content}</ext>' for uri, content in listed) + "</extLst>"


def macros_ribbon_and_controls(path: Path) -> Path:
    """A VBA project with its three signatures, a ribbon of each age, form and ActiveX controls, an OLE object, printer settings."""
    kit = Kit("表一", "表二", macros=True)
    kit.before = '<workbookPr codeName="ThisWorkbook" defaultThemeVersion="124226"/>'
    kit.defaults |= {"bin": f"{MICROSOFT}office.vbaProject", "vml": f"{OFFICE}vmlDrawing", "png": "image/png", "emf": "image/x-emf"}
    kit.part("xl/vbaProject.bin", OLE, "", "xl/workbook.xml", f"{MS_REL}/2006/relationships/vbaProject")
    for kind, year in (("", "2006"), ("Agile", "2014"), ("V3", "2020")):
        kit.part(f"xl/vbaProjectSignature{kind}.bin", b"\x30\x82" + kind.encode() * 9, f"{MICROSOFT}office.vbaProjectSignature{kind}", "xl/vbaProject.bin", f"{MS_REL}/{year}/relationships/vbaProjectSignature{kind}")
    kit.part("xl/vbaData.xml", f'<wne:vbaSuppData xmlns:wne="{MS_REL}/word/2006/wordml"/>', f"{MICROSOFT}word.vbaData+xml", "xl/vbaProject.bin", f"{MS_REL}/2006/relationships/wordVbaData")
    for year, name in (("2006/01", "customUI"), ("2009/07", "customUI14")):
        xml = f'<customUI xmlns="{MS_REL}/{year}/customui"><ribbon><tabs><tab id="jx" label="绩效"><group id="g"><button id="b" image="logo" onAction="go"/></group></tab></tabs></ribbon></customUI>'
        kit.part(f"customUI/{name}.xml", xml, "", "", f"{MS_REL}/{'2006' if year.startswith('2006') else '2007'}/relationships/ui/extensibility")
        kit.part("customUI/images/logo.png", PNG, "", f"customUI/{name}.xml", "image")
    one = kit.sheet_part(1)
    kit.part("xl/ctrlProps/ctrlProp1.xml", f'<formControlPr xmlns="{X14}" objectType="CheckBox" checked="Checked" fmlaLink="$B$2" lockText="1"/>', f"{MICROSOFT}excel.controlproperties+xml", one, "ctrlProp")
    kit.part("xl/drawings/vmlDrawing1.vml", VML.format(NOTE.replace("Note", "Checkbox")), "", one, "vmlDrawing")
    anchored = f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" Requires="a14"><xdr:twoCellAnchor editAs="oneCell">{ANCHOR}<xdr:sp macro="[0]!go" textlink=""><xdr:nvSpPr><xdr:cNvPr id="1025" name="复选框"/><xdr:cNvSpPr/></xdr:nvSpPr><xdr:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:sp><xdr:clientData/></xdr:twoCellAnchor></mc:Choice><mc:Fallback/></mc:AlternateContent>'
    kit.part("xl/drawings/drawing1.xml", f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{ART}">{anchored}</xdr:wsDr>', f"{OFFICE}drawing+xml", one, "drawing")
    kit.part("xl/printerSettings/printerSettings1.bin", b"\x00D\x00E\x00V\x00M" * 40, f"{SPREADSHEET}printerSettings", one, "printerSettings")
    kit.part("xl/activeX/activeX1.xml", f'<ax:ocx xmlns:ax="{MS_REL}/2006/activeX" xmlns:r="{REL}" ax:classid="{{8BD21D40-EC42-11CE-9E0D-00AA006002F3}}" ax:persistence="persistStreamInit" r:id="rId1"/>', f"{MICROSOFT}office.activeX+xml", one, "control")
    kit.part("xl/activeX/activeX1.bin", b"\x00\x02\x20\x00" * 9, f"{MICROSOFT}office.activeX", "xl/activeX/activeX1.xml", f"{MS_REL}/2006/relationships/activeXControlBinary")
    kit.part("xl/embeddings/oleObject1.bin", OLE, f"{OFFICE}oleObject", one, "oleObject")
    kit.part("xl/media/image1.emf", b"\x01\x00\x00\x00" * 30, "", one, "image")
    kit.add(one, sheet(
        before='<sheetPr codeName="Sheet1"><tabColor rgb="FFFF0000"/></sheetPr>',
        after=(
            '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="portrait" r:id="rId4"/>'
            '<drawing r:id="rId3"/><legacyDrawing r:id="rId2"/>'
            '<oleObjects><oleObject progId="Package" dvAspect="DVASPECT_ICON" shapeId="1030" r:id="rId6"/></oleObjects>'
            f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x14" xmlns:x14="{X14}"><controls>'
            '<control shapeId="1025" r:id="rId1" name="复选框"/><control shapeId="1026" r:id="rId5" name="CommandButton1"/></controls></mc:Choice></mc:AlternateContent>'
        ),
    ))  # fmt: skip
    return kit.build(path)


def comments_of_both_kinds(path: Path) -> Path:
    """Notes with their VML, threaded comments with their persons, a picture in the header, a background."""
    kit = Kit("表一", "批注 2")
    kit.defaults |= {"vml": f"{OFFICE}vmlDrawing", "png": "image/png"}
    one, threads = kit.sheet_part(1), "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    person, thread = "{A1B2C3D4-0000-4000-8000-000000000001}", "{A1B2C3D4-0000-4000-8000-000000000002}"
    note = f'<comments xmlns="{MAIN}" xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"><authors><author>tc={thread}</author></authors><commentList><comment ref="B2" authorId="0" shapeId="0" xr:uid="{thread}"><text><t xml:space="preserve">[线程批注]\n请核对 </t></text></comment></commentList></comments>'
    kit.part("xl/comments1.xml", note, f"{SPREADSHEET}comments+xml", one, "comments")
    kit.part("xl/drawings/vmlDrawing1.vml", VML.format(NOTE), "", one, "vmlDrawing")
    kit.part("xl/threadedComments/threadedComment1.xml", f'<ThreadedComments xmlns="{threads}"><threadedComment ref="B2" dT="2024-03-01T02:03:04.05" personId="{person}" id="{thread}"><text>请核对</text></threadedComment></ThreadedComments>', f"{MICROSOFT}excel.threadedcomments+xml", one, f"{MS_REL}/2017/10/relationships/threadedComment")
    kit.part("xl/persons/person.xml", f'<personList xmlns="{threads}"><person displayName="经办人" id="{person}" userId="x" providerId="None"/></personList>', f"{MICROSOFT}excel.person+xml", "xl/workbook.xml", f"{MS_REL}/2017/10/relationships/person")
    kit.part("xl/drawings/vmlDrawing2.vml", VML.format('<v:shape id="LH" type="#_x0000_t75" style="width:9pt;height:9pt"><v:imagedata o:relid="rId1" o:title="logo"/></v:shape>'), "", one, "vmlDrawing")
    kit.part("xl/media/image1.png", PNG, "", "xl/drawings/vmlDrawing2.vml", "image")
    kit.part("xl/media/image2.png", PNG, "", one, "image")
    kit.add(one, sheet(after='<headerFooter><oddHeader>&amp;L&amp;G&amp;C第 &amp;P 页</oddHeader></headerFooter><legacyDrawing r:id="rId2"/><legacyDrawingHF r:id="rId4"/><picture r:id="rId5"/>'))
    return kit.build(path)


def everything_around_the_rows(path: Path) -> Path:
    """What a sheet may hold beside its cells, in the order of the schema, with x14 validations, formats and sparklines in extensions."""
    kit = Kit("表一", "选项")
    before = (
        '<sheetPr filterMode="1"><outlinePr summaryBelow="0"/></sheetPr><dimension ref="A1:D5"/><sheetViews><sheetView tabSelected="1" workbookViewId="0" rightToLeft="1">'
        '<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="B2" sqref="B2"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="14.25" outlineLevelRow="2" x14ac:dyDescent="0.2"/><cols><col min="1" max="1" width="20.5" style="3" customWidth="1"/><col min="2" max="4" width="9" outlineLevel="1"/></cols>'
    )
    rows = ROWS.replace('<row r="3" spans="1:4">', '<row r="3" spans="1:4" s="3" customFormat="1" ht="30" customHeight="1" hidden="1" outlineLevel="2" collapsed="1" thickBot="1" x14ac:dyDescent="0.2">')
    view = "{00000000-1111-4222-8333-444444444444}"
    after = (
        '<sheetProtection algorithmName="SHA-512" hashValue="AAAA" saltValue="AAAA" spinCount="100000" sheet="1" objects="1" scenarios="1"/>'
        '<protectedRanges><protectedRange sqref="B2:B3" name="分值" securityDescriptor="O:WDG:WDD:(A;;CC;;;WD)"/></protectedRanges>'
        '<scenarios current="0" show="0"><scenario name="乐观" locked="1" count="1" user="经办人" comment="无"><inputCells r="B2" val="50"/></scenario></scenarios>'
        '<autoFilter ref="A1:D5"><filterColumn colId="1"><filters><filter val="40"/></filters></filterColumn></autoFilter><sortState ref="A2:D5"><sortCondition descending="1" ref="B2:B5"/></sortState>'
        '<dataConsolidate function="average" leftLabels="1"><dataRefs count="1"><dataRef ref="A1:B3" sheet="选项"/></dataRefs></dataConsolidate>'
        f'<customSheetViews><customSheetView guid="{view}" scale="80" state="hidden"><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/></customSheetView></customSheetViews>'
        '<mergeCells count="2"><mergeCell ref="A7:C8"/><mergeCell ref="F1:F2"/></mergeCells><phoneticPr fontId="1" type="noConversion"/>'
        '<conditionalFormatting sqref="B2:B5"><cfRule type="cellIs" dxfId="0" priority="2" operator="greaterThan"><formula>50</formula></cfRule></conditionalFormatting>'
        '<dataValidations count="1" disablePrompts="1"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="C2:C5"><formula1>"是,否"</formula1></dataValidation></dataValidations>'
        '<hyperlinks><hyperlink ref="A2" r:id="rId1" tooltip="网站"/><hyperlink ref="A3" location="\'选项\'!A1" display="选项"/></hyperlinks>'
        '<printOptions headings="1"/><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><pageSetup paperSize="9" scale="80"/>'
        '<headerFooter differentOddEven="1" differentFirst="1"><oddHeader>&amp;C绩效</oddHeader><firstFooter>&amp;R&amp;D</firstFooter></headerFooter>'
        '<rowBreaks count="1" manualBreakCount="1"><brk id="3" max="16383" man="1"/></rowBreaks><colBreaks count="1" manualBreakCount="1"><brk id="2" max="1048575" man="1"/></colBreaks>'
        '<customProperties><customPr name="来源" r:id="rId2"/></customProperties><cellWatches><cellWatch r="B5"/></cellWatches>'
        '<ignoredErrors><ignoredError sqref="D3" evalError="1" numberStoredAsText="1"/></ignoredErrors>'
        '<smartTags><cellSmartTags r="A2"><cellSmartTag type="0" deleted="1"><cellSmartTagPr key="k" val="v"/></cellSmartTag></cellSmartTags></smartTags>'
        + extensions(
            ("{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}", f'<x14:dataValidations xmlns:xm="{XM}" count="1"><x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>选项!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>D2:D5</xm:sqref></x14:dataValidation></x14:dataValidations>'),
            ("{78C0D931-6437-407d-A8EE-F0AAD7539E65}", f'<x14:conditionalFormattings><x14:conditionalFormatting xmlns:xm="{XM}"><x14:cfRule type="dataBar" id="{{11111111-2222-4333-8444-555555555555}}"><x14:dataBar minLength="0" maxLength="100" border="1"><x14:cfvo type="autoMin"/><x14:cfvo type="autoMax"/><x14:borderColor rgb="FF638EC6"/></x14:dataBar></x14:cfRule><xm:sqref>B2:B3</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings>'),
            ("{05C60535-1F16-4fd2-B633-F4F36F0B64E0}", f'<x14:sparklineGroups xmlns:xm="{XM}"><x14:sparklineGroup displayEmptyCellsAs="gap"><x14:colorSeries rgb="FF376092"/><x14:sparklines><x14:sparkline><xm:f>表一!B2:D2</xm:f><xm:sqref>E2</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups>'),
            ("{FC87AEE6-9EDD-4A0A-B7FB-166176984837}", f'<x14:protectedRanges><x14:protectedRange name="X" ><xm:sqref xmlns:xm="{XM}">C2</xm:sqref></x14:protectedRange></x14:protectedRanges>'),
        )
    )
    kit.relate(kit.sheet_part(), "hyperlink", "https://example.org/a?b=1&amp;c=2", external=True)
    kit.part("xl/customProperty1.bin", "来源".encode("utf-16-le"), f"{SPREADSHEET}customProperty", kit.sheet_part(), "customProperty")
    kit.add(kit.sheet_part(), sheet(rows, before=before, after=after, about=f' xmlns:mc="{MC}" mc:Ignorable="x14ac" xmlns:x14ac="{X14AC}"'))
    kit.after = (
        '<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">表一!$A$1:$D$5</definedName>'
        f'<definedName name="Z_00000000_1111_4222_8333_444444444444_.wvu.PrintArea" localSheetId="0" hidden="1">表一!$A$1:$D$5</definedName></definedNames>'
        f'<calcPr calcId="191029" calcMode="manual" iterate="1"/><customWorkbookViews><customWorkbookView name="领导" guid="{view}" windowWidth="1" windowHeight="1" activeSheetId="1"/></customWorkbookViews>'
        '<smartTagPr show="none"/><smartTagTypes><smartTagType namespaceUri="urn:schemas-microsoft-com:office:smarttags" name="date"/></smartTagTypes><webPublishing codePage="936"/><fileRecoveryPr autoRecover="0"/>'
    )
    return kit.build(path)


def pivots_slicers_and_connections(path: Path) -> Path:
    """A pivot table with cache and records, slicers, a timeline, a query, connections, a data model, XML maps and a table of single cells."""
    kit = Kit("表一", "透视")
    kit.defaults["data"] = f"{MICROSOFT}excel.model"
    kit.defaults["bin"] = f"{SPREADSHEET}printerSettings"
    two, book = kit.sheet_part(2), "xl/workbook.xml"
    cache = kit.part("xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{REL}" r:id="rId1" refreshOnLoad="1" refreshedBy="x" refreshedDate="45000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="1"><cacheSource type="worksheet"><worksheetSource ref="A1:B2" sheet="表一"/></cacheSource><cacheFields count="2"><cacheField name="指标名称" numFmtId="0"><sharedItems count="1"><s v="合计"/></sharedItems></cacheField><cacheField name="分值" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="40" maxValue="40"/></cacheField></cacheFields></pivotCacheDefinition>', f"{SPREADSHEET}pivotCacheDefinition+xml", book, "pivotCacheDefinition")
    kit.part("xl/pivotCache/pivotCacheRecords1.xml", f'<pivotCacheRecords xmlns="{MAIN}" count="1"><r><x v="0"/><n v="40"/></r></pivotCacheRecords>', f"{SPREADSHEET}pivotCacheRecords+xml", "xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheRecords")
    kit.part("xl/pivotTables/pivotTable1.xml", f'<pivotTableDefinition xmlns="{MAIN}" name="透视1" cacheId="7" dataCaption="值" updatedVersion="6" minRefreshableVersion="3" createdVersion="6"><location ref="A1:B3" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="2"><item x="0"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields><rowItems count="2"><i><x/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="求和项" fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>', f"{SPREADSHEET}pivotTable+xml", two, "pivotTable")
    kit.relate("xl/pivotTables/pivotTable1.xml", "pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
    slicer = kit.part("xl/slicerCaches/slicerCache1.xml", f'<slicerCacheDefinition xmlns="{X14}" name="切片器_指标" sourceName="指标名称"><pivotTables><pivotTable tabId="2" name="透视1"/></pivotTables><data><tabular pivotCacheId="7"><items count="1"><i x="0" s="1"/></items></tabular></data></slicerCacheDefinition>', f"{MICROSOFT}excel.slicerCache+xml", book, f"{MS_REL}/2007/relationships/slicerCache")
    timeline = kit.part("xl/timelineCaches/timelineCache1.xml", f'<timelineCacheDefinition xmlns="{X15}" name="日程表_日期" sourceName="日期"><pivotTables><pivotTable tabId="2" name="透视1"/></pivotTables><state minimalRefreshVersion="6" lastRefreshVersion="6" pivotCacheId="7" filterType="unknown"><bounds startDate="2024-01-01T00:00:00" endDate="2025-01-01T00:00:00"/></state></timelineCacheDefinition>', f"{MICROSOFT}excel.timelineCache+xml", book, f"{MS_REL}/2011/relationships/timelineCache")
    kit.part("xl/slicers/slicer1.xml", f'<slicers xmlns="{X14}"><slicer name="指标" cache="切片器_指标" caption="指标" rowHeight="241300"/></slicers>', f"{MICROSOFT}excel.slicer+xml", two, f"{MS_REL}/2007/relationships/slicer")
    kit.part("xl/timelines/timeline1.xml", f'<timelines xmlns="{X15}"><timeline name="日期" cache="日程表_日期" caption="日期" level="2" selectionLevel="2"/></timelines>', f"{MICROSOFT}excel.timeline+xml", two, f"{MS_REL}/2011/relationships/timeline")
    kit.part("xl/queryTables/queryTable1.xml", f'<queryTable xmlns="{MAIN}" name="查询1" connectionId="1" autoFormatId="16"/>', f"{SPREADSHEET}queryTable+xml", two, "queryTable")
    kit.part("xl/connections.xml", f'<connections xmlns="{MAIN}"><connection id="1" name="查询 - 1" type="5" refreshedVersion="6" background="1" saveData="1"><dbPr connection="Provider=Microsoft.Mashup.OleDb.1;Data Source=$Workbook$;Location=查询1" command="SELECT * FROM [查询1]"/></connection></connections>', f"{SPREADSHEET}connections+xml", book, "connections")
    kit.part("xl/model/item.data", OLE * 3, "", book, f"{MS_REL}/2011/relationships/powerPivotData".replace("/2011", ""))
    kit.part("xl/xmlMaps.xml", f'<MapInfo xmlns="{MAIN}" SelectionNamespaces=""><Schema ID="Schema1"><xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"><xsd:element name="a" type="xsd:string"/></xsd:schema></Schema><Map ID="1" Name="a_映射" RootElement="a" SchemaID="Schema1" ShowImportExportValidationErrors="false" AutoFit="true" Append="false" PreserveSortAFLayout="true" PreserveFormat="true"/></MapInfo>', "application/xml", book, "xmlMaps")
    kit.part("xl/tables/tableSingleCells1.xml", f'<singleXmlCells xmlns="{MAIN}"><singleXmlCell id="1" r="A5" connectionId="0"><xmlCellPr id="1" uniqueName="a"><xmlPr mapId="1" xpath="/a" xmlDataType="string"/></xmlCellPr></singleXmlCell></singleXmlCells>', f"{SPREADSHEET}tableSingleCells+xml", kit.sheet_part(1), "tableSingleCells")
    kit.part("customXml/item1.xml", '<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAAAA==</DataMashup>'.encode("utf-16"), "", book, "customXml")
    kit.part("customXml/itemProps1.xml", '<ds:datastoreItem ds:itemID="{99999999-0000-4000-8000-000000000009}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>', f"{OFFICE}customXmlProperties+xml", "customXml/item1.xml", "customXmlProps")
    kit.add(two, sheet(after=extensions(("{A8765BA9-456A-4dab-B4F3-ACF838C121DE}", '<x14:slicerList><x14:slicer r:id="rId2"/></x14:slicerList>'), ("{7E03D99C-DC04-49d9-9315-930204A7B6E9}", '<x15:timelineRefs><x15:timelineRef r:id="rId3"/></x15:timelineRefs>'))))
    kit.after = f'<calcPr calcId="1"/><pivotCaches><pivotCache cacheId="7" r:id="{cache}"/></pivotCaches>' + extensions(
        ("{BBE1A952-AA13-448e-AADC-164F8A28A991}", f'<x14:slicerCaches><x14:slicerCache r:id="{slicer}"/></x14:slicerCaches>'),
        ("{D0CA8CA8-9F24-4464-BF8E-62219DCF47F9}", f'<x15:timelineCacheRefs><x15:timelineCacheRef r:id="{timeline}"/></x15:timelineCacheRefs>'),
        ("{FCE2AD5D-F65C-4FA6-A056-5C36A1767C68}", '<x15:dataModel><x15:modelTables><x15:modelTable id="t" name="表" connection="查询 - 1"/></x15:modelTables></x15:dataModel>'),
    )
    return kit.build(path)


def links_to_the_outside(path: Path) -> Path:
    """Links to another workbook, by DDE and by OLE, with names that use them; a web extension in a task pane."""
    kit = Kit("表一")
    ids = []
    for number, content in enumerate((
        '<externalBook r:id="rId1"><sheetNames><sheetName val="去年"/></sheetNames><definedNames><definedName name="总分" refersTo="=\'去年\'!$A$1"/></definedNames><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>98</v></cell></row></sheetData></sheetDataSet></externalBook>',
        '<ddeLink ddeService="Excel" ddeTopic="行情"><ddeItems><ddeItem name="A1" advise="1"><values><value><val>1</val></value></values></ddeItem></ddeItems></ddeLink>',
        '<oleLink r:id="rId1" progId="Word.Document.12"><oleItems><oleItem name="\'!OLE_LINK1\'" icon="1" advise="1"/></oleItems></oleLink>',
    ), 1):  # fmt: skip
        name = f"xl/externalLinks/externalLink{number}.xml"
        ids.append(kit.part(name, f'<externalLink xmlns="{MAIN}" xmlns:r="{REL}">{content}</externalLink>', f"{SPREADSHEET}externalLink+xml", "xl/workbook.xml", "externalLink"))
        if "r:id" in content:
            kit.relate(name, "externalLinkPath" if number == 1 else "oleObject", "file:///Z:\\%E5%8E%BB%E5%B9%B4.xlsx", external=True)
    kit.part("xl/webextensions/taskpanes.xml", f'<wetp:taskpanes xmlns:wetp="{MS_REL}/webextensions/taskpanes/2010/11" xmlns:r="{REL}"><wetp:taskpane dockstate="right" visibility="0" width="350" row="0"><wetp:webextensionref r:id="rId1"/></wetp:taskpane></wetp:taskpanes>', f"{MICROSOFT}office.webextensiontaskpanes+xml", "", f"{MS_REL}/2011/relationships/webextensiontaskpanes")
    kit.part("xl/webextensions/webextension1.xml", f'<we:webextension xmlns:we="{MS_REL}/webextensions/webextension/2010/11" id="{{1}}"><we:reference id="wa1" version="1.0.0.0" store="zh-CN" storeType="OMEX"/><we:alternateReferences/><we:properties/><we:bindings/><we:snapshot xmlns:r="{REL}"/></we:webextension>', f"{MICROSOFT}office.webextension+xml", "xl/webextensions/taskpanes.xml", f"{MS_REL}/2011/relationships/webextension")
    kit.after = "<externalReferences>" + "".join(f'<externalReference r:id="{each}"/>' for each in ids) + '</externalReferences><definedNames><definedName name="去年总分">[1]!总分</definedName></definedNames>'
    kit.add(kit.sheet_part(), sheet(ROWS.replace("<f>SUM(B2:B3)</f>", "<f>[1]去年!$A$1+[2]!A1</f>")))
    return kit.build(path)


def a_shared_workbook(path: Path) -> Path:
    """Revision headers and a log, names of the users, custom document properties, a thumbnail, a file that asks to be opened read-only."""
    kit = Kit("表一", "表二")
    kit.defaults["jpeg"] = "image/jpeg"
    one = "{12345678-0000-4000-8000-000000000001}"
    kit.part("xl/revisions/revisionHeaders.xml", f'<headers xmlns="{MAIN}" xmlns:r="{REL}" guid="{one}" diskRevisions="1" revisionId="1" version="1"><header guid="{one}" dateTime="2024-01-01T00:00:00" maxSheetId="3" userName="甲" r:id="rId1"><sheetIdMap count="2"><sheetId val="1"/><sheetId val="2"/></sheetIdMap></header></headers>', f"{SPREADSHEET}revisionHeaders+xml", "xl/workbook.xml", "revisionHeaders")
    kit.part("xl/revisions/revisionLog1.xml", f'<revisions xmlns="{MAIN}"><rcc rId="1" sId="1"><oc r="B2"><v>39</v></oc><nc r="B2"><v>40</v></nc></rcc></revisions>', f"{SPREADSHEET}revisionLog+xml", "xl/revisions/revisionHeaders.xml", "revisionLog")
    kit.part("xl/revisions/userNames.xml", f'<users xmlns="{MAIN}" count="0"/>', f"{SPREADSHEET}userNames+xml", "xl/workbook.xml", "usernames")
    kit.part("docProps/custom.xml", f'<Properties xmlns="{REL.rpartition("/")[0]}/2006/custom-properties" xmlns:vt="{REL.rpartition("/")[0]}/2006/docPropsVTypes"><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-12.1.0</vt:lpwstr></property></Properties>'.replace("/officeDocument/2006/2006", "/officeDocument/2006"), f"{OFFICE}custom-properties+xml", "", "custom-properties")
    kit.part("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0" + bytes(40), "", "", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail")
    kit.before = '<fileVersion appName="xl"/><fileSharing readOnlyRecommended="1" userName="甲"/><workbookPr/><workbookProtection lockRevision="1"/>'
    return kit.build(path)


def as_wps_writes(path: Path) -> Path:
    """Pictures in cells as WPS keeps them, its own namespaces, and properties of its own in the workbook part."""
    kit = Kit("自评表")
    kit.defaults["png"] = "image/png"
    etc = "http://www.wps.cn/officeDocument/2017/etCustomData"
    kit.part("xl/cellimages.xml", f'<etc:cellImages xmlns:xdr="{DRAWING}" xmlns:r="{REL}" xmlns:a="{ART}" xmlns:etc="{etc}"><etc:cellImage><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="ID_0123456789ABCDEF"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr/></xdr:pic></etc:cellImage></etc:cellImages>', f"{MICROSOFT}cellimage+xml".replace("ms-", "wps-officedocument."), "xl/workbook.xml", "http://www.wps.cn/officeDocument/2020/cellImage")
    kit.part("xl/media/image1.png", PNG, "", "xl/cellimages.xml", "image")
    kit.about = f' xmlns:etxl="http://www.wps.cn/officeDocument/2018/etExtension" xmlns:mc="{MC}" mc:Ignorable="x15ac etxl" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"'
    kit.before = (
        f'<fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr/><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x15"><x15ac:absPath url="D:\\绩效\\" xmlns:x15ac="http://schemas.microsoft.com/office/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'.replace('Requires="x15"', f'Requires="x15" xmlns:x15="{X15}"')
        + '<bookViews><workbookView windowHeight="9720" firstSheet="0" activeTab="0"/></bookViews>'
    )
    kit.after = '<calcPr calcId="144525"/><extLst><ext uri="{C5A6-WPS}"><etxl:state value="1"/></ext></extLst>'.replace("{C5A6-WPS}", "{00000000-0000-4000-8000-000000000001}")
    rows = ROWS.replace('<c r="B2"><v>40</v></c>', '<c r="B2" t="str"><f>_xlfn.DISPIMG("ID_0123456789ABCDEF",1)</f><v>=DISPIMG("ID_0123456789ABCDEF",1)</v></c>')
    kit.add(kit.sheet_part(), sheet(rows, about=f' xmlns:etc="{etc}" xmlns:xdr="{DRAWING}"', after=f'<extLst><ext uri="{{00000000-0000-4000-8000-000000000002}}" xmlns:et="{etc}"><et:a/></ext></extLst>'))
    return kit.build(path)


def rich_texts_and_readings(path: Path) -> Path:
    """Runs of fonts, phonetic readings, blanks and escapes, inline texts (rich ones too), texts used by several cells."""
    rich = '<si><r><rPr><b/><sz val="12"/><color rgb="FFFF0000"/></rPr><t xml:space="preserve">粗 </t></r><r><t>细</t></r></si>'
    read = '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1" type="fullwidthKatakana"/></si>'
    kit = Kit()
    kit.add("xl/sharedStrings.xml", shared_strings(rich, read, "<si/>", "<si><t/></si>", '<si><t xml:space="preserve">  两头空格 </t></si>', "a_x000D_b_x005F_x0041_", "同样的", "同样的", "𠮷😀e\u0301"))
    cells = "".join(f'<c r="A{n}" t="s" ph="1"><v>{n - 1}</v></c><c r="B{n}" t="s"><v>{n - 1}</v></c>' if n % 2 else f'<c r="A{n}" t="s"><v>{n - 1}</v></c>' for n in (1,))
    rows = "".join(f'<row r="{n}">' + cells.replace('"A1"', f'"A{n}"').replace('"B1"', f'"B{n}"').replace("<v>0</v>", f"<v>{n - 1}</v>") + "</row>" for n in range(1, 10))
    inline = '<row r="12"><c r="A12" t="inlineStr"><is><t>就地</t></is></c><c r="B12" t="inlineStr"><is><r><rPr><i/></rPr><t>斜</t></r><r><t>正</t></r><rPh sb="0" eb="1"><t>シャ</t></rPh></is></c><c r="C12" t="inlineStr"><is/></c><c r="D12" t="str"><v xml:space="preserve"> 无公式 </v></c></row>'
    kit.add(kit.sheet_part(), sheet(rows + inline))
    return kit.build(path)


def formulas_of_every_sort(path: Path) -> Path:
    """Shared, array, dynamic and data-table formulas, with metadata, rich values and a calculation chain; their masters come first."""
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1*2</f><v>2</v></c><c r="B1"><v>1</v></c><c r="C1"><f t="array" ref="C1:C3">B1:B3*3</f><v>3</v></c><c r="D1" cm="1"><f t="array" ref="D1:D3" ca="1">_xlfn._xlws.SORT(B1:B3)</f><v>1</v></c><c r="F1" t="e" vm="1"><v>#VALUE!</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c><c r="B2"><v>2</v></c><c r="C2"><v>6</v></c><c r="D2"><v>2</v></c><c r="E2" t="str"><f aca="1">"a"&amp;B2</f><v>a2</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="0"></f><v>6</v></c><c r="B3"><v>3</v></c><c r="C3"><v>9</v></c><c r="D3"><v>3</v></c><c r="E3" t="b"><f>B3&gt;2</f><v>1</v></c><c r="F3" t="e" vm="1"><f>_xlfn.IMAGE("https://example.org/a.png")</f><v>#VALUE!</v></c></row>'
        '<row r="5"><c r="A5"><f t="dataTable" ref="A5:B6" dt2D="1" dtr="1" r1="B1" r2="B2"/><v>1</v></c><c r="B5"><v>2</v></c></row>'
        '<row r="6"><c r="A6"><v>3</v></c><c r="B6"><v>4</v></c><c r="C6"><f t="shared" ref="C6:D6" si="1">A6+1</f></c><c r="D6"><f t="shared" si="1"/></c><c r="E6"><f/><v>7</v></c></row>'
    )
    kit = Kit()
    kit.add(kit.sheet_part(), sheet(rows))
    about = (
        f'<metadata xmlns="{MAIN}" xmlns:xlrd="http://schemas.microsoft.com/office/spreadsheetml/2017/richdata" xmlns:xda="http://schemas.microsoft.com/office/spreadsheetml/2017/dynamicarray"><metadataTypes count="2">'
        '<metadataType name="XLDAPR" minSupportedVersion="120000" copy="1" pasteAll="1" cellMeta="1"/><metadataType name="XLRICHVALUE" minSupportedVersion="120000" copy="1"/></metadataTypes>'
        '<futureMetadata name="XLDAPR" count="1"><bk><extLst><ext uri="{bdbb8cdc-fa1e-496e-a857-3c3f30c029c3}"><xda:dynamicArrayProperties fDynamic="1" fCollapsed="0"/></ext></extLst></bk></futureMetadata>'
        '<futureMetadata name="XLRICHVALUE" count="1"><bk><extLst><ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"><xlrd:rvb i="0"/></ext></extLst></bk></futureMetadata>'
        '<cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata><valueMetadata count="1"><bk><rc t="2" v="0"/></bk></valueMetadata></metadata>'
    )
    kit.part("xl/metadata.xml", about, f"{SPREADSHEET}sheetMetadata+xml", "xl/workbook.xml", "sheetMetadata")
    rich = "http://schemas.microsoft.com/office/spreadsheetml/2017/richdata"
    kit.part("xl/richData/rdrichvalue.xml", f'<rvData xmlns="{rich}" count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>', f"{MICROSOFT}excel.rdrichvalue+xml", "xl/workbook.xml", f"{MS_REL}/2017/06/relationships/rdRichValue")
    kit.part("xl/richData/rdrichvaluestructure.xml", f'<rvStructures xmlns="{rich}" count="1"><s t="_localImage"><k n="_rvRel:LocalImageIdentifier" t="i"/><k n="CalcOrigin" t="i"/></s></rvStructures>', f"{MICROSOFT}excel.rdrichvaluestructure+xml", "xl/workbook.xml", f"{MS_REL}/2017/06/relationships/rdRichValueStructure")
    kit.part("xl/featurePropertyBag/featurePropertyBag.xml", '<FeaturePropertyBags xmlns="http://schemas.microsoft.com/office/spreadsheetml/2022/featurepropertybag"><bag type="Checkbox"/></FeaturePropertyBags>', f"{MICROSOFT}excel.featurepropertybag+xml", "xl/workbook.xml", f"{MS_REL}/2022/11/relationships/FeaturePropertyBag")
    kit.part("xl/volatileDependencies.xml", f'<volTypes xmlns="{MAIN}"><volType type="realTimeData"><main first="progid"><tp t="s"><v>x</v><stp/><tr r="A1" s="1"/></tp></main></volType></volTypes>', f"{SPREADSHEET}volatileDependencies+xml", "xl/workbook.xml", "volatileDependencies")
    chain = "".join(f'<c r="{each}"/>' for each in ("A2", "A3", "E2", "E3", "F3", "C6", "D6", "E6"))
    kit.part("xl/calcChain.xml", f'<calcChain xmlns="{MAIN}"><c r="A1" i="1" l="1"/><c r="C1" a="1"/><c r="D1" a="1"/>{chain}</calcChain>', f"{SPREADSHEET}calcChain+xml", "xl/workbook.xml", "calcChain")
    kit.after = '<calcPr calcId="191029" fullCalcOnLoad="1" forceFullCalc="1"/>'
    return kit.build(path)


def names_that_bite(path: Path) -> Path:
    """Long names with quotes, sheets called as ours is, very hidden ones, names of every kind, and our last place already spoken for."""
    names = ("O''Neil " + "长" * 22 + "&amp;1", "校验", "校验(绩效)", "深藏")
    names = (names[0].replace("''", "'"), *names[1:])
    kit = Kit(*names)
    kit.states = {"深藏": ' state="veryHidden"', "校验(绩效)": ' state="hidden"'}
    kit.before = '<workbookPr date1904="1"/><bookViews><workbookView activeTab="1" firstSheet="1"/></bookViews>'
    kit.after = (
        "<definedNames>"
        '<definedName name="_xlnm.Print_Area" localSheetId="0">\'O\'\'Neil 长\'!$A$1:$D$5</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">\'表\'!$A:$A,\'表\'!$1:$1</definedName>'
        '<definedName name="_xlnm.Criteria" localSheetId="1">#REF!</definedName><definedName name="分值" comment="带说明" description="x" hidden="1">校验!$B$2</definedName><definedName name="分值" localSheetId="3">深藏!$B$2</definedName>'
        '<definedName name="宏" function="1" vbProcedure="1" xlm="1">#N/A</definedName><definedName name="常数">0.17</definedName><definedName name="_jixiao_other">1</definedName></definedNames>'
    )
    return kit.build(path)


HAND_MADE = (
    macros_ribbon_and_controls, comments_of_both_kinds, everything_around_the_rows, pivots_slicers_and_connections, links_to_the_outside,
    a_shared_workbook, as_wps_writes, rich_texts_and_readings, formulas_of_every_sort, names_that_bite,
)  # fmt: skip
